package io.standfast.codecs.stan;

/**
 * Every error text that NATS Streaming's server sends, to the letter (STAN-SPEC 1.14): clients compare them.
 */
public final class StanErrors
{
    /** A subscription names a channel that cannot exist. */
    public static final String INVALID_SUBJECT = "stan: invalid subject";
    /** A subscription's start position is none of the five. */
    public static final String INVALID_START_POSITION = "stan: invalid start position";
    /** An unsubscribe or close names a subscription that is not there. */
    public static final String INVALID_SUBSCRIPTION = "stan: invalid subscription";
    /** The client id is in use and its owner answers. */
    public static final String CLIENT_ID_ALREADY_REGISTERED = "stan: clientID already registered";
    /** A subscription request has no client id. */
    public static final String CLIENT_ID_MISSING = "stan: clientID missing";
    /** A connect's client id has other characters than allowed, or none. */
    public static final String INVALID_CLIENT_ID = "stan: invalid clientID: only alphanumeric and `-` or `_` " +
        "characters allowed";
    /** A subscription's ack wait is below a second. */
    public static final String INVALID_ACK_WAIT = "stan: invalid ack wait time, should be >= 1s";
    /** A subscription's max in flight is below one. */
    public static final String INVALID_MAX_IN_FLIGHT = "stan: invalid MaxInflight, should be >= 1";
    /** A connect cannot be decoded or has no heartbeat inbox. */
    public static final String INVALID_CONNECT_REQUEST = "stan: invalid connection request";
    /** A publish cannot be decoded, has no guid, no valid channel or no valid client. */
    public static final String INVALID_PUBLISH_REQUEST = "stan: invalid publish request";
    /** A subscription request cannot be decoded. */
    public static final String INVALID_SUBSCRIPTION_REQUEST = "stan: invalid subscription request";
    /** An unsubscribe cannot be decoded. */
    public static final String INVALID_UNSUBSCRIBE_REQUEST = "stan: invalid unsubscribe request";
    /** A close cannot be decoded. */
    public static final String INVALID_CLOSE_REQUEST = "stan: invalid close request";
    /** The durable is online already. */
    public static final String DUPLICATE_DURABLE = "stan: duplicate durable registration";
    /** A durable queue subscription's durable name holds a colon. */
    public static final String INVALID_DURABLE_QUEUE_NAME = "stan: durable name of a durable queue subscriber can't " +
        "contain the character ':'";
    /** The client is not registered, or not the owner. */
    public static final String UNKNOWN_CLIENT_ID = "stan: unknown clientID";
    /** An unsubscribe names a channel that is not there. */
    public static final String UNKNOWN_CHANNEL = "stan: unknown channel";
    /** A partitioned server has no channel to serve; at start only. */
    public static final String NO_CONFIGURED_CHANNEL = "stan: no configured channel";
    /** A single server's data is started as a cluster's; at start only. */
    public static final String NOT_PREVIOUSLY_CLUSTERED = "stan: cannot restart server in clustered mode if it was " +
        "not previously clustered";
    /** The channel is on its way out because nobody used it. */
    public static final String CHANNEL_BEING_DELETED = "stan: channel is being deleted";
    /** Answer to a ping of a connection that is not, or no longer, registered; without the usual prefix. */
    public static final String CLIENT_REPLACED = "client has been replaced or is no longer registered";
    /** The limit of channels is reached; without the usual prefix. */
    public static final String TOO_MANY_CHANNELS = "too many channels";
    /** The limit of subscriptions on a channel is reached; without the usual prefix. */
    public static final String TOO_MANY_SUBSCRIPTIONS = "too many subscriptions per channel";
    /** The store does not have it; without the usual prefix. */
    public static final String NOT_FOUND = "not found";
    /** The store has it already; without the usual prefix. */
    public static final String ALREADY_EXISTS = "already exists";

    private StanErrors()
    {
    }

    /**
     * Text for a channel whose name differs from an existing one's in case only; the misspelling is the original's.
     *
     * @param channel  that was asked for.
     * @param existing channel that is in its way.
     * @return the text, with both names quoted as Go does.
     */
    public static String rejecting(final String channel, final String existing)
    {
        return "rejecting channel " + GoQuote.quote(channel) + " because channel " + GoQuote.quote(existing) +
            " alreay exists (different cases not allowed)";
    }

    /**
     * Text for a subscription on an older channel of the same name; clusters only.
     *
     * @param channel   that was asked for.
     * @param channelId that the request carries, unsigned.
     * @return the text, with the name quoted as Go does.
     */
    public static String wrongId(final String channel, final long channelId)
    {
        return "unable to process subscription on channel " + GoQuote.quote(channel) + ", wrong ID " +
            Long.toUnsignedString(channelId);
    }
}
