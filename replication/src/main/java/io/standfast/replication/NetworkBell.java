package io.standfast.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.agrona.concurrent.status.AtomicCounter;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.ReceiveDestinationTransport;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;

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

    // Written by the launching thread before there is a driver.
    private volatile Selector selector;

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
     */
    void await(final long timeoutNs)
    {
        try
        {
            selector.select(READ_BY_THE_DRIVER, Math.max(MIN_WAIT_MS, TimeUnit.NANOSECONDS.toMillis(timeoutNs)));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
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
