package io.standfast.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.agrona.concurrent.Agent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreScrub;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.peer.PeerAgent;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.RestoreProgress;
import io.standfast.replication.restore.SegmentFetcher;
import io.standfast.replication.restore.SnapshotManifest;

/**
 * Reads the sealed segments of a running node again and again, slowly, and gets what has been damaged from another
 * member. Owned by its own thread: a fetch blocks it.
 */
final class ScrubAgent implements Agent
{
    private static final Logger LOG = LoggerFactory.getLogger(ScrubAgent.class);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(60);

    private final StoreScrub scrub;
    private final DataDirectory dataDirectory;
    private final NodeContext context;
    private final PeerAgent peers;
    private final SegmentFetcher fetcher;
    private boolean isChecking;
    private boolean isPass;
    private boolean hasFailed;
    private long dueNs = System.nanoTime();
    private long passNs = dueNs;
    private long retryNs = dueNs;

    ScrubAgent(final StoreScrub scrub, final DataDirectory dataDirectory, final NodeContext context,
        final PeerAgent peers)
    {
        this.scrub = scrub;
        this.dataDirectory = dataDirectory;
        this.context = context;
        this.peers = peers;
        fetcher = peers == null ? null : new SegmentFetcher(dataDirectory.store(), dataDirectory.setAsideStores(), peers
            .inbox(), dataDirectory.identity().incarnation(), context.memberId(), this::source,
            new RestoreProgress());
    }

    @Override
    public String roleName()
    {
        return "scrub";
    }

    @Override
    public int doWork() throws IOException
    {
        final long nowNs = System.nanoTime();
        if (nowNs - dueNs < 0)
        {
            return 0;
        }
        return isChecking ? check(nowNs) : begin(nowNs);
    }

    private int begin(final long nowNs)
    {
        if (!isPass && nowNs - passNs >= 0)
        {
            isPass = true;
            passNs = nowNs + TimeUnit.MILLISECONDS.toNanos(context.scrubIntervalMs());
        }
        isChecking = scrub.begin(!hasFailed || nowNs - retryNs >= 0, isPass);
        isPass &= isChecking;
        return isChecking ? 1 : 0;
    }

    private int check(final long nowNs) throws IOException
    {
        final int length = scrub.check();
        dueNs = nowNs + length * TimeUnit.SECONDS.toNanos(1) / context.scrubRate();
        if (length == 0)
        {
            isChecking = false;
            final StoreScrub.Damage damage = scrub.damage();
            if (damage != null)
            {
                onDamage(damage);
            }
        }
        return 1;
    }

    private void onDamage(final StoreScrub.Damage damage) throws IOException
    {
        final String messages = damage.messages().isEmpty() ? "" : "; messages: " + damage.messages().stream().map(
            message -> "channel number " + message.channelId() + " sequence " + message.sequence()).collect(
                Collectors
                    .joining(", "));
        LOG.error("Segment {} is damaged near offset {} on this disk; it holds {} messages{}. {}", damage.file(),
            damage.offset(), damage.count(), messages, fetcher == null
                ? "A single server has no other copy: damaged messages are not delivered, stop it and restore the " +
                    "data directory from a copy"
                : "It is fetched from another member; look at the disk");
        hasFailed = fetcher == null || !isRepaired(damage);
        retryNs = System.nanoTime() + (fetcher == null ? Long.MAX_VALUE / 2 : RETRY_NS);
    }

    private boolean isRepaired(final StoreScrub.Damage damage) throws IOException
    {
        Path copy = null;
        try
        {
            copy = fetcher.fetchCopy(new SnapshotManifest.Entry(damage.segment(), damage.usedLength(), damage.count(),
                damage.crc()));
            if (copy != null && scrub.repair(copy))
            {
                LOG.info("Segment {} is repaired: it is what it was when it was sealed", damage.file());
                return true;
            }
            LOG.error("Segment {} cannot be repaired now{}: damaged messages are not delivered; it is tried again in " +
                "{} s", damage.file(), copy == null ? ", no member that answers has it whole" : " on this disk",
                TimeUnit.NANOSECONDS.toSeconds(RETRY_NS));
            return false;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return false;
        }
        finally
        {
            if (copy != null)
            {
                Files.deleteIfExists(copy);
            }
        }
    }

    private int source(final int attempt)
    {
        final PeerStatus leader = peers.board().leader();
        return peers.board().holder(dataDirectory.identity().incarnation(), leader == null ? PeerStatus.NO_MEMBER
            : leader.memberId(), attempt);
    }

    @Override
    public void onClose()
    {
        scrub.close();
    }
}
