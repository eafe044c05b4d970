package io.standfast.server.migrate;

/**
 * Whether a store that is read without a key looks encrypted. The original takes a store in which plain messages are
 * followed by encrypted ones, so that the newest of each channel count, too. Owned by one thread.
 */
final class Sealed
{
    /** One in so many that look encrypted is more than chance puts among payloads that are not text. */
    private static final long SUSPECT_SHARE = 2;

    private final SourceOptions options;
    private String channel = "";
    private long channelPayloads;
    private long channelSuspects;
    private boolean isNewestSuspect;
    private long payloads;
    private long suspects;
    private int suspectChannels;
    private String sealedChannel;

    /**
     * Nothing seen yet.
     *
     * @param options how the store is read.
     */
    Sealed(final SourceOptions options)
    {
        this.options = options;
    }

    /**
     * The messages of the next channel follow.
     *
     * @param name of the channel.
     */
    void begin(final String name)
    {
        end();
        channel = name;
        channelPayloads = 0;
        channelSuspects = 0;
        isNewestSuspect = false;
    }

    /**
     * The next message.
     *
     * @param message of the channel.
     */
    void add(final ChannelMessages message)
    {
        if (message.payloadLength() > 0)
        {
            isNewestSuspect = message.isLikeCiphertext();
            channelPayloads++;
            channelSuspects += isNewestSuspect ? 1 : 0;
        }
    }

    private void end()
    {
        payloads += channelPayloads;
        suspects += channelSuspects;
        suspectChannels += channelSuspects > 0 ? 1 : 0;
        final boolean isSealed = isNewestSuspect || channelSuspects > 0 && channelSuspects *
            SUSPECT_SHARE >= channelPayloads;
        if (isSealed && sealedChannel == null)
        {
            sealedChannel = channel + ", where " + channelSuspects + " of " + channelPayloads + " do" +
                (isNewestSuspect ? ", the newest among them" : "");
        }
    }

    /** All channels have been seen: without a key, and without an order to do so, ciphertext is not taken for text. */
    void requirePlain()
    {
        begin("");
        if (options.key() != null || suspects == 0)
        {
            return;
        }
        final String what = suspects + " of " + payloads + " payloads, in " + suspectChannels + " channels, look " +
            "encrypted";
        if (sealedChannel != null && !options.isTakenAsPlain())
        {
            throw MigrationException.refused(what + ", for one in channel " + sealedChannel + ": give the key in " +
                "NATS_STREAMING_ENCRYPTION_KEY or with --key-file; with --as-is they are taken as they are");
        }
        options.notes().accept(what + ": there is no key, they are taken as they are");
    }
}
