package io.standfast.nats.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.standfast.codecs.stan.StanErrors;

/**
 * Requests that were answered with an error, by reason: there is a fixed number of reasons, whatever clients send.
 * Counted by the gateway thread, read by any.
 */
public final class Refusals
{
    /** How the answer begins when the listener's user may not do what a request asks for; the original has none. */
    public static final String PERMISSION_DENIED_TEXT = "stan: permission denied: ";

    private static final String OTHER = "other";
    private static final String PERMISSION_DENIED = "permission_denied";
    private static final Map<String, String> BY_TEXT = Map.ofEntries(
        Map.entry(StanErrors.INVALID_SUBJECT, "invalid_subject"),
        Map.entry(StanErrors.INVALID_START_POSITION, "invalid_start_position"),
        Map.entry(StanErrors.INVALID_SUBSCRIPTION, "invalid_subscription"),
        Map.entry(StanErrors.CLIENT_ID_ALREADY_REGISTERED, "client_id_in_use"),
        Map.entry(StanErrors.CLIENT_ID_MISSING, "client_id_missing"),
        Map.entry(StanErrors.INVALID_CLIENT_ID, "invalid_client_id"),
        Map.entry(StanErrors.INVALID_ACK_WAIT, "invalid_ack_wait"),
        Map.entry(StanErrors.INVALID_MAX_IN_FLIGHT, "invalid_max_in_flight"),
        Map.entry(StanErrors.INVALID_CONNECT_REQUEST, "invalid_connect"),
        Map.entry(StanErrors.INVALID_PUBLISH_REQUEST, "invalid_publish"),
        Map.entry(StanErrors.INVALID_SUBSCRIPTION_REQUEST, "invalid_subscribe"),
        Map.entry(StanErrors.INVALID_UNSUBSCRIBE_REQUEST, "invalid_unsubscribe"),
        Map.entry(StanErrors.INVALID_CLOSE_REQUEST, "invalid_close"),
        Map.entry(StanErrors.DUPLICATE_DURABLE, "duplicate_durable"),
        Map.entry(StanErrors.INVALID_DURABLE_QUEUE_NAME, "invalid_durable_queue_name"),
        Map.entry(StanErrors.UNKNOWN_CLIENT_ID, "unknown_client"),
        Map.entry(StanErrors.UNKNOWN_CHANNEL, "unknown_channel"),
        Map.entry(StanErrors.CHANNEL_BEING_DELETED, "channel_being_deleted"),
        Map.entry(StanErrors.CLIENT_REPLACED, "client_replaced"),
        Map.entry(StanErrors.TOO_MANY_CHANNELS, "too_many_channels"),
        Map.entry(StanErrors.TOO_MANY_SUBSCRIPTIONS, "too_many_subscriptions"),
        Map.entry(PublishAdapter.STATE_SPLIT, "state_split"), Map.entry(PublishAdapter.DISK_LOW, "disk_low"));

    private final Map<String, AtomicLong> counts = new LinkedHashMap<>();

    Refusals()
    {
        BY_TEXT.values().stream().sorted().forEach(reason -> counts.put(reason, new AtomicLong()));
        counts.put(PERMISSION_DENIED, new AtomicLong());
        counts.put(OTHER, new AtomicLong());
    }

    void add(final String text)
    {
        final AtomicLong count = counts.get(BY_TEXT.getOrDefault(text, text.startsWith(PERMISSION_DENIED_TEXT)
            ? PERMISSION_DENIED : OTHER));
        count.setRelease(count.getPlain() + 1);
    }

    /**
     * Refusals since the start.
     *
     * @return number by reason, those that did not occur, too.
     */
    public Map<String, Long> counts()
    {
        final Map<String, Long> copy = new LinkedHashMap<>();
        counts.forEach((reason, count) -> copy.put(reason, count.getAcquire()));
        return copy;
    }
}
