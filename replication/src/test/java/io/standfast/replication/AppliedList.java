package io.standfast.replication;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;

/**
 * The simplest state there is: the numbers of all applied messages, in their order; each is answered by its number.
 * Written by the service's thread, read by the test's.
 */
final class AppliedList implements ClusteredService
{
    private static final int NOBODY = -1;

    private final long[] numbers = new long[1 << 20];
    private final ExpandableArrayBuffer answer = new ExpandableArrayBuffer(Long.BYTES);
    // Written by the service's thread after the number, read by the test's before.
    private volatile int size;
    // Written by the service's thread.
    private volatile int leader = NOBODY;

    int size()
    {
        return size;
    }

    /** Who leads the term whose first entry was applied last, if this member has not changed its role since. */
    int leader()
    {
        return leader;
    }

    /** What was applied so far. */
    long[] list()
    {
        final int count = size;
        return Arrays.copyOf(numbers, count);
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onSessionMessage(final ClientSession session, final long timestamp, final DirectBuffer buffer,
        final int offset, final int length, final Header header)
    {
        final int count = size;
        numbers[count] = buffer.getLong(offset);
        size = count + 1;
        answer.putLong(0, numbers[count]);
        // An answer that does not fit is an answer that is lost: the client takes it as not acknowledged.
        session.offer(answer, 0, Long.BYTES);
    }

    @Override
    public void onStart(final Cluster cluster, final Image snapshotImage)
    {
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp)
    {
    }

    @Override
    public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason)
    {
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestamp)
    {
    }

    @Override
    public void onTakeSnapshot(final ExclusivePublication snapshotPublication)
    {
    }

    @Override
    public void onRoleChange(final Cluster.Role newRole)
    {
        leader = NOBODY;
    }

    @Override
    public void onNewLeadershipTermEvent(final long leadershipTermId, final long logPosition, final long timestamp,
        final long termBaseLogPosition, final int leaderMemberId, final int logSessionId, final TimeUnit timeUnit,
        final int appVersion)
    {
        leader = leaderMemberId;
    }

    @Override
    public void onTerminate(final Cluster cluster)
    {
    }
}
