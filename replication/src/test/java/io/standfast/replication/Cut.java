package io.standfast.replication;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;

import org.agrona.concurrent.UnsafeBuffer;

import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;

/**
 * Takes one member's media driver off the network, in both directions or only for what comes in. Set by the test's
 * thread, asked by the driver's.
 */
final class Cut
{
    // Both are written by the test's thread and read by the driver's.
    private volatile boolean isDeaf;
    private volatile boolean isDumb;
    private volatile boolean isWithoutLog;

    private final LossGenerator inbound = new LossGenerator()
    {
        @Override
        public boolean shouldDropFrame(final InetSocketAddress address, final UnsafeBuffer buffer, final int length)
        {
            return isDeaf || isWithoutLog && isLogEntry(buffer, length);
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
        isWithoutLog = false;
    }

    /** It hears all but the entries of the log that its leader sends. */
    void withoutLog()
    {
        isWithoutLog = true;
    }

    private static boolean isLogEntry(final UnsafeBuffer buffer, final int length)
    {
        return length > DataHeaderFlyweight.HEADER_LENGTH && FrameDescriptor.frameType(buffer,
            0) == HeaderFlyweight.HDR_TYPE_DATA && buffer.getInt(DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET,
                ByteOrder.LITTLE_ENDIAN) == ConsensusModule.Configuration.logStreamId();
    }

    /** Put it into a driver. */
    MediaDriver.Context into(final MediaDriver.Context driver)
    {
        return driver.sendChannelEndpointSupplier((channel, status, context) -> new DebugSendChannelEndpoint(channel,
            status, context, outbound, inbound)).receiveChannelEndpointSupplier((channel, dispatcher, status,
                context) -> new DebugReceiveChannelEndpoint(channel, dispatcher, status, context, inbound, outbound));
    }
}
