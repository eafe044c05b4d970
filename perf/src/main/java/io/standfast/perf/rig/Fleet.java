package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.perf.report.Run;

/**
 * Publishers and subscribers of one measurement, a connection each. One thread publishes, one, which may be another,
 * receives.
 */
final class Fleet implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(120);

    /**
     * How many there are.
     *
     * @param publishers  each publishes to channels of its own, or to one with others when there are fewer channels.
     * @param channels    channels.
     * @param size        of a payload, at least 8 bytes.
     * @param subscribers each subscribes to all channels.
     */
    record Shape(int publishers, int channels, int size, int subscribers)
    {
        /**
         * All combinations of {@code --sizes}, {@code --publishers} and {@code --channels}, without subscribers.
         *
         * @param run        with the options.
         * @param publishers when that is not said.
         * @param channels   when that is not said.
         * @return shapes, the size changes last.
         */
        static List<Shape> ofOptions(final Run run, final String publishers, final String channels)
        {
            final List<Shape> shapes = new ArrayList<>();
            for (final int size : run.numbers("--sizes", "128"))
            {
                for (final int publisher : run.numbers("--publishers", publishers))
                {
                    for (final int channel : run.numbers("--channels", channels))
                    {
                        shapes.add(new Shape(publisher, channel, size, 0));
                    }
                }
            }
            return shapes;
        }

        @Override
        public String toString()
        {
            return size + " B, " + publishers + " pub, " + channels + " ch";
        }
    }

    /** Takes what comes back, with the stamp that it was published with. */
    interface Recorder
    {
        /** An acknowledgement. */
        void onAck(int publisher, long stamp, long nowNs);

        /** A delivery. */
        void onDelivery(int subscriber, long stamp, long nowNs);
    }

    private final Dialect dialect;
    private final Selector selector = Selector.open();
    private final Wire[] publishers;
    private final Dialect.Subscriber[] subscribers;
    private final Dialect.Head[][] heads;
    private final byte[] payload;
    private final UnsafeBuffer payloadView;
    private final Wire.Handler handler = this::onMessage;
    private Recorder recorder;

    /** Connects all; subscribers do not subscribe yet. */
    Fleet(final Dialect dialect, final Shape shape) throws IOException
    {
        this.dialect = dialect;
        publishers = new Wire[shape.publishers()];
        subscribers = new Dialect.Subscriber[shape.subscribers()];
        heads = new Dialect.Head[shape.publishers()][];
        payload = new byte[shape.size()];
        payloadView = new UnsafeBuffer(payload);
        for (int i = 0; i < publishers.length; i++)
        {
            publishers[i] = dialect.publisher(i, shape.size());
            publishers[i].register(selector);
            heads[i] = heads(i, shape);
        }
        for (int i = 0; i < subscribers.length; i++)
        {
            subscribers[i] = dialect.subscriber(i, shape.size());
            subscribers[i].wire().register(selector);
        }
    }

    private Dialect.Head[] heads(final int publisher, final Shape shape)
    {
        final int count = Math.max(1, (shape.channels() - publisher + shape.publishers() - 1) / shape.publishers());
        final Dialect.Head[] all = new Dialect.Head[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = dialect.head(publisher, (publisher + i * shape.publishers()) % shape.channels(), shape.size());
        }
        return all;
    }

    int publishers()
    {
        return publishers.length;
    }

    int subscribers()
    {
        return subscribers.length;
    }

    /** All subscribers subscribe, and {@code recorder} gets what is delivered meanwhile. */
    void subscribe(final int channels, final boolean isFromStart, final Recorder to) throws IOException
    {
        for (final Dialect.Subscriber subscriber : subscribers)
        {
            subscriber.subscribe(channels, isFromStart);
        }
        final long beginNs = System.nanoTime();
        for (int i = 0; i < subscribers.length;)
        {
            i += subscribers[i].isReady() ? 1 : 0;
            poll(to, 10);
            if (System.nanoTime() - beginNs > DEADLINE_NS)
            {
                throw new IOException("subscriptions are not confirmed");
            }
        }
    }

    /**
     * Queue the next message of a publisher.
     *
     * @return false when there is no room: flush, and try again.
     */
    boolean tryPublish(final int publisher, final long count, final long stamp)
    {
        final Dialect.Head head = heads[publisher][(int) (count % heads[publisher].length)];
        head.stamp(stamp);
        payloadView.putLong(0, stamp, Dialect.ORDER);
        return publishers[publisher].offer(head.head(), payload);
    }

    boolean flush(final int publisher) throws IOException
    {
        return publishers[publisher].flush();
    }

    /**
     * Receive; subscribers acknowledge at once.
     *
     * @param timeoutMs to wait for something, 0 for not at all.
     */
    void poll(final Recorder to, final long timeoutMs) throws IOException
    {
        recorder = to;
        final int ready = timeoutMs == 0 ? selector.selectNow() : selector.select(timeoutMs);
        if (ready > 0)
        {
            for (final SelectionKey key : selector.selectedKeys())
            {
                ((Wire) key.attachment()).poll(handler);
            }
            selector.selectedKeys().clear();
        }
        for (final Dialect.Subscriber subscriber : subscribers)
        {
            subscriber.wire().flush();
        }
    }

    private void onMessage(final Wire wire) throws IOException
    {
        if (wire.sid() == Wire.ACKS)
        {
            recorder.onAck(wire.number(), dialect.ackStamp(wire), System.nanoTime());
            return;
        }
        final long stamp = subscribers[wire.number()].onMessage();
        if (stamp != Dialect.NULL_STAMP)
        {
            recorder.onDelivery(wire.number(), stamp, System.nanoTime());
        }
    }

    @Override
    public void close() throws IOException
    {
        for (final Dialect.Subscriber subscriber : subscribers)
        {
            dialect.leave(subscriber.wire(), true);
            subscriber.wire().close();
        }
        for (final Wire publisher : publishers)
        {
            dialect.leave(publisher, false);
            publisher.close();
        }
        selector.close();
    }
}
