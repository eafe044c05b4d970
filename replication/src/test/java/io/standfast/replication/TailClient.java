package io.standfast.replication;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.LongArrayList;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;

/**
 * Publishes numbers to the member that it lives beside, as a node's gateway does, and remembers which were
 * acknowledged. Owned by the test's thread.
 */
final class TailClient implements EgressListener, AutoCloseable
{
    private final LongArrayList acknowledged = new LongArrayList();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster session;
    private long sent;

    /** Whether there is a session, after one more try. */
    boolean isConnected(final TailMember member)
    {
        try
        {
            if (session == null && connecting == null)
            {
                connecting = AeronCluster.asyncConnect(new AeronCluster.Context().aeronDirectoryName(member
                    .aeronDirectory()).ingressChannel("aeron:ipc?term-length=4m").egressChannel(
                        "aeron:ipc?term-length=64k")
                    .egressListener(this).isIngressExclusive(true).credentialsSupplier(new IncarnationCredentials(
                        TailMember.INCARNATION)));
            }
            if (session == null)
            {
                session = connecting.poll();
            }
        }
        catch (final AeronException ex)
        {
            CloseHelper.quietClose(connecting);
            connecting = null;
        }
        return session != null;
    }

    /**
     * Send the next number.
     *
     * @param lengthBytes of the message.
     * @return whether the ingress took it.
     */
    boolean publish(final int lengthBytes)
    {
        buffer.putLong(0, sent + 1);
        final boolean isTaken = session != null && !session.isClosed() && session.offer(buffer, 0, Math.max(Long.BYTES,
            lengthBytes)) > 0;
        sent += isTaken ? 1 : 0;
        return isTaken;
    }

    void poll()
    {
        if (session != null && !session.isClosed())
        {
            session.pollEgress();
        }
    }

    long sent()
    {
        return sent;
    }

    boolean isAcknowledged(final long number)
    {
        return acknowledged.containsLong(number);
    }

    LongArrayList acknowledged()
    {
        return acknowledged;
    }

    @Override
    public void onMessage(final long clusterSessionId, final long timestamp, final DirectBuffer answer,
        final int offset, final int length, final Header header)
    {
        acknowledged.addLong(answer.getLong(offset));
    }

    /** Leave this member; its answers are no longer heard. */
    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(connecting, session);
        connecting = null;
        session = null;
    }
}
