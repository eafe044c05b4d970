package io.standfast.server.bench;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.ClientId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is to be measured, and where. Immutable.
 *
 * @param kind         of load.
 * @param target       server and channels.
 * @param load         how much of it.
 * @param subscription of the clients that subscribe.
 */
public record BenchPlan(Kind kind, Target target, Load load, Subscribing subscription)
{
    /** Clients at most: one thread serves them all. */
    public static final int MAX_CLIENTS = 1_000;
    /** Channels at most. */
    public static final int MAX_CHANNELS = 10_000;
    /** Unacknowledged messages of a client at most, when it goes as fast as it can. */
    public static final int MAX_WINDOW = 65_536;
    /** Messages a second at most. */
    public static final long MAX_RATE = 10_000_000;
    /** Bytes of one payload at most; the server's max_payload is usually 1 MB. */
    public static final long MAX_SIZE = 8 * 1024 * 1024;
    /** Bytes that a payload needs to be known again when it is delivered. */
    public static final int MIN_ROUND_TRIP_SIZE = 16;
    /** Messages of one run at most. */
    public static final long MAX_COUNT = 1_000_000_000L;
    /** ns that one rate may take. */
    public static final long MAX_DURATION_NS = TimeUnit.HOURS.toNanos(24);

    private static final long MAX_BUFFERS = 32 * 1024 * 1024;
    private static final long MAX_WINDOWS = 1024 * 1024;
    private static final int MAX_IN_FLIGHT = 1_000_000;

    /**
     * Which way the messages go.
     */
    public enum Kind
    {
        /** Published and acknowledged. */
        PUBLISH,
        /** Delivered. */
        SUBSCRIBE,
        /** Published, and delivered to the client that published it. */
        ROUNDTRIP;

        @Override
        public String toString()
        {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where.
     *
     * @param server    that is connected to.
     * @param clusterId of the STAN server behind it.
     * @param clientId  of the clients; with several of them -1, -2 and so on follow.
     * @param channel   that is used; with several of them .0, .1 and so on follow.
     * @param channels  how many.
     * @param timeoutNs to wait for each answer before the load begins.
     */
    public record Target(ServerAddress server, String clusterId, String clientId, String channel, int channels,
        long timeoutNs)
    {
        /**
         * A channel's name; all have the same length.
         *
         * @param index from 0 on.
         * @return name.
         */
        public String channel(final int index)
        {
            return channels == 1 ? channel
                : channel + "." + String.format(Locale.ROOT, "%0" + digits() + "d", index);
        }

        int digits()
        {
            return channels == 1 ? 0 : Integer.toString(channels - 1).length();
        }

        String clientId(final int index, final int clients)
        {
            return clients == 1 ? clientId : clientId + "-" + (index + 1);
        }
    }

    /**
     * How much.
     *
     * @param clients      that do it.
     * @param sizeBytes    of a payload.
     * @param window       unacknowledged messages of a client when there is no rate.
     * @param warmupNs     before it counts.
     * @param durationNs   of what counts.
     * @param count        of messages that count at most.
     * @param ackTimeoutNs to wait for what is not acknowledged at the end.
     * @param isSpinning   whether the client never sleeps: some 50 us more exact, and a core of its own.
     */
    public record Load(int clients, int sizeBytes, int window, long warmupNs, long durationNs, long count,
        long ackTimeoutNs, boolean isSpinning)
    {
    }

    /**
     * How clients subscribe.
     *
     * @param startPosition NATS Streaming's number of it: 0 new, 3 sequence, 4 first.
     * @param startSequence with position 3.
     * @param durable       name, or empty.
     * @param queue         name of the group, or empty.
     * @param maxInFlight   messages.
     * @param ackWaitS      seconds.
     */
    public record Subscribing(int startPosition, long startSequence, String durable, String queue, int maxInFlight,
        int ackWaitS)
    {
    }

    /**
     * Whether it can be carried out.
     *
     * @throws IllegalArgumentException with the option that is wrong.
     */
    public void check()
    {
        checkTarget();
        range("--clients", load.clients(), 1, MAX_CLIENTS);
        range("--window", load.window(), 1, MAX_WINDOW);
        range("--count", load.count(), 1, MAX_COUNT);
        range("--size", load.sizeBytes(), kind == Kind.ROUNDTRIP ? MIN_ROUND_TRIP_SIZE : 0, MAX_SIZE);
        require((long) load.clients() * load.sizeBytes() <= MAX_BUFFERS,
            "--clients times --size is more than 32 MB: this client has not the memory");
        require((long) load.clients() * load.window() <= MAX_WINDOWS,
            "--clients times --window is more than " + MAX_WINDOWS + ": this client has not the memory");
        durations();
        if (kind != Kind.PUBLISH)
        {
            range("--max-in-flight", subscription.maxInFlight(), 1, MAX_IN_FLIGHT);
            require(subscription.durable().isEmpty() || subscription.queue().isEmpty() || !subscription.durable()
                .contains(":"), "--durable of a --queue cannot contain a colon");
        }
    }

    private void checkTarget()
    {
        range("--channels", target.channels(), 1, MAX_CHANNELS);
        require(target.channel().length() <= 200 && ChannelName.isValid(target.channel().getBytes(
            StandardCharsets.UTF_8)) && target.channel().chars().allMatch(c -> c > ' ' && c < 127),
            "--channel \"" + target.channel() + "\" is no channel name: no wildcards, slashes, spaces, or empty parts");
        require(ClientId.isValid(target.clientId().getBytes(StandardCharsets.UTF_8)) && target.clientId()
            .length() <= 100, "--client-id \"" + target.clientId() + "\": only letters, digits, - and _, 100 at most");
        require(target.clusterId().matches("[!-~&&[^*>]]{1,100}"), "--cluster-id \"" + target.clusterId() +
            "\": 1 to 100 characters without spaces and wildcards");
    }

    private void durations()
    {
        require(load.warmupNs() >= 0 && load.warmupNs() <= MAX_DURATION_NS, "--warmup must be 0 to 24h");
        require(load.durationNs() > 0 && load.durationNs() <= MAX_DURATION_NS, "--duration must be more than 0 and " +
            "at most 24h");
        require(load.ackTimeoutNs() > 0 && load.ackTimeoutNs() <= MAX_DURATION_NS, "--ack-timeout must be more than " +
            "0 and at most 24h");
        require(target.timeoutNs() > 0 && target.timeoutNs() <= MAX_DURATION_NS, "--timeout must be more than 0 and " +
            "at most 24h");
    }

    private static void range(final String option, final long value, final long least, final long most)
    {
        require(value >= least && value <= most, option + " must be " + least + " to " + most);
    }

    private static void require(final boolean isRight, final String what)
    {
        if (!isRight)
        {
            throw new IllegalArgumentException(what);
        }
    }
}
