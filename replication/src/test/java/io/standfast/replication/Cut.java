package io.standfast.replication;

import java.net.InetSocketAddress;

import org.agrona.concurrent.UnsafeBuffer;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;

/**
 * Takes one member's media driver off the network, in both directions or only for what comes in. Set by the test's
 * thread, asked by the driver's.
 */
final class Cut
{
    // Both are written by the test's thread and read by the driver's.
    private volatile boolean isDeaf;
    private volatile boolean isDumb;

    private final LossGenerator inbound = new LossGenerator()
    {
        @Override
        public boolean shouldDropFrame(final InetSocketAddress address, final UnsafeBuffer buffer, final int length)
        {
            return isDeaf;
        }
    };
    private final LossGenerator outbound = new LossGenerator()
    {
        @Override
        public boolean shouldDropFrame(final InetSocketAddress address, final UnsafeBuffer buffer, final int length)
        {
            return isDumb;
        }
    };

    /** It hears nobody and nobody hears it. */
    void off()
    {
        isDeaf = true;
        isDumb = true;
    }

    /** The others hear it, it hears nobody. */
    void deaf()
    {
        isDeaf = true;
        isDumb = false;
    }

    /** It hears the others, nobody hears it. */
    void dumb()
    {
        isDeaf = false;
        isDumb = true;
    }

    /** It is back. */
    void on()
    {
        isDeaf = false;
        isDumb = false;
    }

    /** Put it into a driver. */
    MediaDriver.Context into(final MediaDriver.Context driver)
    {
        return driver.sendChannelEndpointSupplier((channel, status, context) -> new DebugSendChannelEndpoint(channel,
            status, context, outbound, inbound)).receiveChannelEndpointSupplier((channel, dispatcher, status,
                context) -> new DebugReceiveChannelEndpoint(channel, dispatcher, status, context, inbound, outbound));
    }
}
