package io.standfast.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.agrona.collections.Hashing;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.DriverConductorProxy;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.ReceiveDestinationTransport;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.SetupFlyweight;
import io.aeron.protocol.StatusMessageFlyweight;

/**
 * Lets the thread of the media driver sleep until something comes over the network: it waits on all sockets of the
 * driver, which reads them itself. Without it a member would have to look a thousand times a second. Waited on by the
 * driver's thread; any thread may wake it.
 */
final class NetworkBell implements AutoCloseable
{
    private static final long MIN_WAIT_MS = 1;
    private static final Consumer<SelectionKey> READ_BY_THE_DRIVER = key ->
    {
    };

    private static final long NULL_CONSUMED = Long.MIN_VALUE;
    private static final int RECEIVERS_MAX = 1024;
    /** Works of the driver in which it makes known to clients who has come. */
    private static final int TURNS_AFTER_SETUP = 16;

    private final int ignoredStreamId;
    private final Long2LongHashMap consumed = new Long2LongHashMap(NULL_CONSUMED);
    // Written by the launching thread before there is a driver.
    private volatile Selector selector;
    // Owned by the driver's thread, on which whoever asks is.
    private boolean hasNews;
    private int turnsAfterSetup;

    /**
     * A bell that watches nothing yet.
     *
     * @param ignoredStreamId of what is read by somebody who looks by himself.
     */
    NetworkBell(final int ignoredStreamId)
    {
        this.ignoredStreamId = ignoredStreamId;
    }

    /**
     * Wait on the sockets of a driver.
     *
     * @param driver not launched yet.
     * @return the same.
     */
    MediaDriver.Context watch(final MediaDriver.Context driver)
    {
        try
        {
            selector = Selector.open();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return driver.receiveChannelEndpointSupplier(Receiver::new).sendChannelEndpointSupplier(Sender::new);
    }

    /**
     * Wait until something has come, or somebody wakes.
     *
     * @param timeoutNs longest wait, ns; at least a millisecond is waited.
     * @return whether something has come.
     */
    boolean await(final long timeoutNs)
    {
        try
        {
            return selector.select(READ_BY_THE_DRIVER, Math.max(MIN_WAIT_MS, TimeUnit.NANOSECONDS.toMillis(
                timeoutNs))) > 0;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Whether since the last call anything came or went that others than the driver may have to look at: a message,
     * room for the next one, or somebody new. Heartbeats, and status messages that say the same as the one before, of
     * which there are a hundred a second, are the driver's alone.
     *
     * @return true if so.
     */
    boolean takeNews()
    {
        final boolean hadNews = hasNews || turnsAfterSetup > 0;
        hasNews = false;
        turnsAfterSetup = Math.max(0, turnsAfterSetup - 1);
        return hadNews;
    }

    private void onFrame(final int frameLength, final int type, final int streamId)
    {
        hasNews |= type != HeaderFlyweight.HDR_TYPE_DATA || frameLength != 0 && streamId != ignoredStreamId;
    }

    private static int intAt(final ByteBuffer buffer, final int index)
    {
        final int value = buffer.getInt(index);
        return buffer.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** End a wait, also one that has not begun yet. */
    void wake()
    {
        final Selector current = selector;
        if (current != null)
        {
            current.wakeup();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(selector);
    }

    /** A socket is closed, and its port free, when no selector knows it any more. */
    private void forgetClosed()
    {
        try
        {
            if (selector.isOpen())
            {
                selector.selectNow(READ_BY_THE_DRIVER);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Sockets that are waited on. */
    int watched()
    {
        return selector.keys().size();
    }

    private void forget(final DatagramChannel channel)
    {
        final SelectionKey key = channel == null ? null : channel.keyFor(selector);
        if (key != null)
        {
            key.cancel();
            forgetClosed();
        }
    }

    private void watch(final DatagramChannel channel)
    {
        if (channel == null || !selector.isOpen())
        {
            return;
        }
        try
        {
            channel.register(selector, SelectionKey.OP_READ);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Data, and what is sent to its sender. */
    private final class Receiver extends ReceiveChannelEndpoint
    {
        private Receiver(final UdpChannel channel, final DataPacketDispatcher dispatcher, final AtomicCounter status,
            final MediaDriver.Context context)
        {
            super(channel, dispatcher, status, context);
        }

        @Override
        public void openDatagramChannel(final AtomicCounter status)
        {
            super.openDatagramChannel(status);
            watch(receiveDatagramChannel());
        }

        @Override
        public void close()
        {
            super.close();
            forgetClosed();
        }

        @Override
        public int onDataPacket(final DataHeaderFlyweight header, final UnsafeBuffer buffer, final int length,
            final InetSocketAddress source, final int transportIndex)
        {
            onFrame(header.frameLength(), header.headerType(), header.streamId());
            return super.onDataPacket(header, buffer, length, source, transportIndex);
        }

        @Override
        public void onSetupMessage(final SetupFlyweight header, final UnsafeBuffer buffer, final int length,
            final InetSocketAddress source, final int transportIndex)
        {
            turnsAfterSetup = TURNS_AFTER_SETUP;
            super.onSetupMessage(header, buffer, length, source, transportIndex);
        }

        @Override
        public int addDestination(final ReceiveDestinationTransport transport)
        {
            watch(transport.receiveDatagramChannel());
            return super.addDestination(transport);
        }

        /**
         * The driver reads it no more, and closes it in a later turn. Until then what comes to it would end every wait
         * at once, and after that it would keep its port until the next wait, which a driver that is busy puts off.
         */
        @Override
        public void removeDestination(final int transportIndex)
        {
            forget(destination(transportIndex).receiveDatagramChannel());
            super.removeDestination(transportIndex);
        }
    }

    /** Status messages and what was lost. */
    private final class Sender extends SendChannelEndpoint
    {
        private Sender(final UdpChannel channel, final AtomicCounter status, final MediaDriver.Context context)
        {
            super(channel, status, context);
        }

        @Override
        public void onStatusMessage(final StatusMessageFlyweight message, final UnsafeBuffer buffer, final int length,
            final InetSocketAddress source, final DriverConductorProxy conductor)
        {
            if (consumed.size() > RECEIVERS_MAX)
            {
                consumed.clear();
            }
            // Offsets are even: this is not the map's null.
            final long position = Hashing.compoundKey(message.consumptionTermId(), message.consumptionTermOffset() + 1);
            hasNews |= message.streamId() != ignoredStreamId && consumed.put(message.receiverId() ^ Hashing.compoundKey(
                message.sessionId(), message.streamId()), position) != position;
            super.onStatusMessage(message, buffer, length, source, conductor);
        }

        @Override
        public int send(final ByteBuffer buffer)
        {
            final int start = buffer.position();
            onFrame(intAt(buffer, start + HeaderFlyweight.FRAME_LENGTH_FIELD_OFFSET), intAt(buffer,
                start + HeaderFlyweight.VERSION_FIELD_OFFSET) >>> Short.SIZE, intAt(buffer,
                    start + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET));
            return super.send(buffer);
        }

        @Override
        public void close()
        {
            super.close();
            forgetClosed();
        }

        @Override
        public void openDatagramChannel(final AtomicCounter status)
        {
            super.openDatagramChannel(status);
            watch(receiveDatagramChannel());
        }
    }
}
