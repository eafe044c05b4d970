package io.standfast.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

import io.standfast.engine.view.DurationHistogram;

/**
 * What is slow about segment files: forcing, trimming, describing in sidecars, deleting, preparing the next one. Owned
 * by the file thread.
 */
final class StoreFileWork
{
    /**
     * So much is forced as soon as it is there, or given back at once: the log's own force waits behind it on the same
     * disk, and publishes wait for that.
     */
    private static final int SLICE = 1024 * 1024;
    private static final int TRIM_SLICE = 4 * SLICE;
    private static final int PAGE = 4096;
    /** Behind the last record: Chronicle's end mark. */
    private static final int END_MARK_ROOM = 64;

    private final StoreContext context;
    private final SegmentFiles files;
    private final SegmentTable table;
    private final ManyToOneConcurrentArrayQueue<Segment> retired;
    private final List<Path> orphans = new ArrayList<>();
    private final List<Path> doomed = new ArrayList<>();
    private final Sidecar sidecar = new Sidecar();
    private final DurationHistogram forceTimes = new DurationHistogram();
    // Written by the engine thread: the newest file stays until another one has begun, for Chronicle begins it from
    // there and fails when it is gone (StoreHygieneTest).
    private volatile Path newest;
    // Written by the file thread, for any.
    private volatile long keptBytes;
    private boolean isLeftOverCleared;
    private int preparedNumber;
    private int unpreparedNumber;
    private FileChannel preparing;
    private long prepared;
    private ByteBuffer zeros;
    private Segment forcing;
    private FileChannel forcingChannel;
    private int forcedLength;

    StoreFileWork(final StoreContext context, final SegmentFiles files, final SegmentTable table,
        final ManyToOneConcurrentArrayQueue<Segment> retired)
    {
        this.context = context;
        this.files = files;
        this.table = table;
        this.retired = retired;
    }

    /**
     * A file is there at the start. Called by the engine thread, in the order of the numbers.
     *
     * @param file       of a segment. One that is not expected is in no snapshot known to this process; the one before
     *                   the restored snapshot may list it: it goes when a newer one is durable.
     * @param isExpected by the snapshot that is restored.
     */
    void onFound(final Path file, final boolean isExpected)
    {
        newest = file;
        if (!isExpected)
        {
            orphans.add(file);
        }
    }

    /**
     * A segment has been begun. Called by the engine thread.
     *
     * @param file of it.
     */
    void onBegun(final Path file)
    {
        newest = file;
    }

    DurationHistogram forceTimes()
    {
        return forceTimes;
    }

    /**
     * Force all sealed segments that have not been forced yet.
     */
    void force()
    {
        boolean isAnyForced = false;
        for (final Segment segment : table.all())
        {
            if (segment != null && segment.isSealed() && !segment.isForced())
            {
                force(segment);
                isAnyForced = true;
            }
        }
        if (isAnyForced)
        {
            SegmentFiles.force(context.directory());
        }
    }

    private void force(final Segment segment)
    {
        final long beginNs = System.nanoTime();
        SegmentFiles.force(segment.file());
        forceTimes.record(System.nanoTime() - beginNs);
        segment.forced();
    }

    /**
     * Do a bounded amount of the rest.
     *
     * @param isNewSnapshotDurable whether one that was taken by this process is durable.
     * @param openNumber           segment that is or will be written to.
     * @param isServing            whether the start is over: preparing a segment must not delay it.
     * @return amount of work done.
     */
    int doWork(final boolean isNewSnapshotDurable, final int openNumber, final boolean isServing)
    {
        if (isNewSnapshotDurable && !isLeftOverCleared)
        {
            isLeftOverCleared = true;
            doomed.addAll(orphans);
            files.releaseQuarantine();
        }
        final int done = deleteDoomed() + describeNext(openNumber);
        return isServing ? done + forceOpen() + prepare(openNumber) : done;
    }

    /** What has been appended is forced while the segment is written to, so that little is left when it is sealed. */
    private int forceOpen()
    {
        final Segment[] all = table.all();
        final Segment newestSegment = all.length == 0 ? null : all[all.length - 1];
        if (!context.isForcingEarly() || newestSegment == null || newestSegment.isSealed())
        {
            endForcing();
            return 0;
        }
        final int usedLength = newestSegment.usedLength();
        try
        {
            if (newestSegment != forcing)
            {
                endForcing();
                forcing = newestSegment;
                forcedLength = 0;
                forcingChannel = FileChannel.open(newestSegment.file(), StandardOpenOption.READ);
            }
            if (forcingChannel == null || usedLength - forcedLength < SLICE)
            {
                return 0;
            }
            final long beginNs = System.nanoTime();
            DiskForce.force(forcingChannel, newestSegment.file(), false);
            forceTimes.record(System.nanoTime() - beginNs);
            forcedLength = usedLength;
            return 1;
        }
        catch (final IOException ex)
        {
            // Not tried again: it is forced when it is sealed.
            context.problems().onProblem("segment " + newestSegment.file() + " is not forced while it is written: " +
                ex);
            return 0;
        }
    }

    private void endForcing()
    {
        CloseHelper.quietClose(forcingChannel);
        forcingChannel = null;
        forcing = null;
    }

    /** Before a snapshot is durable, because there is no room for one. */
    long releaseSetAside()
    {
        return files.releaseQuarantine();
    }

    private int deleteDoomed()
    {
        Segment segment = retired.peek();
        while (segment != null && table.isFree(segment))
        {
            retired.poll();
            segment.unmap();
            doomed.add(segment.file());
            segment = retired.peek();
        }
        final int before = doomed.size();
        doomed.removeIf(this::deleteUnlessNewest);
        keptBytes = doomed.isEmpty() ? 0 : doomed.get(0).toFile().length();
        return before - doomed.size();
    }

    private boolean deleteUnlessNewest(final Path file)
    {
        if (file.equals(newest))
        {
            return false;
        }
        try
        {
            files.delete(file);
        }
        catch (final StoreException ex)
        {
            // Nobody needs it: the next start finds it, and it must not keep the others from being deleted.
            context.problems().onProblem(ex.getMessage());
        }
        return true;
    }

    long keptBytes()
    {
        return keptBytes;
    }

    /**
     * One segment a cycle: forced, trimmed, verified, described. Only when a newer one has begun, because Chronicle
     * writes its end mark then.
     */
    private int describeNext(final int openNumber)
    {
        for (final Segment segment : table.all())
        {
            if (segment != null && segment.isSealed() && !segment.isDescribed() && segment.number() < openNumber &&
                hasNewer(segment))
            {
                describe(segment);
                return 1;
            }
        }
        return 0;
    }

    private boolean hasNewer(final Segment segment)
    {
        final Segment[] all = table.all();
        return all.length > 0 && all[all.length - 1].number() > segment.number();
    }

    private void describe(final Segment segment)
    {
        try
        {
            if (!segment.isForced())
            {
                force(segment);
            }
            trim(segment);
            if (!sidecar.write(segment))
            {
                segment.suspect(true);
                context.problems().onProblem("segment " + segment.file() + " was damaged before it was described: " +
                    "the scrub looks at it next");
            }
        }
        catch (final IOException | StoreException ex)
        {
            // Without a sidecar the next start reads the segment; nothing is lost.
            context.problems().onProblem("no sidecar for segment " + segment.file() + ": " + ex.getMessage());
        }
        finally
        {
            // Not tried again; the scrub may have the file from now on.
            segment.sidecarWritten();
        }
    }

    private static void trim(final Segment segment) throws IOException
    {
        final long wanted = (segment.usedLength() + END_MARK_ROOM + PAGE - 1L) / PAGE * PAGE;
        if (Files.size(segment.file()) > wanted)
        {
            try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE))
            {
                for (long size = channel.size(); size > wanted; size = channel.size())
                {
                    channel.truncate(Math.max(wanted, size - TRIM_SLICE));
                }
            }
        }
    }

    /**
     * Write zeros where the next segment will be, under a name that Chronicle takes over: then its blocks are there
     * before anything is appended, and a full disk is an IOException here instead of a SIGBUS there.
     */
    private int prepare(final int openNumber)
    {
        final int next = next(openNumber);
        try
        {
            if (preparing == null)
            {
                if (preparedNumber >= next || !hasRoomToPrepare(next))
                {
                    return 0;
                }
                beginPreparing(next);
                return 1;
            }
            zeros.clear();
            prepared += preparing.write(zeros);
            final boolean isWhole = prepared >= context.segmentCapacity();
            if (isWhole || context.isForcingEarly())
            {
                preparing.force(true);
            }
            if (isWhole)
            {
                endPreparing();
                files.prepared(preparedNumber);
            }
        }
        catch (final IOException ex)
        {
            endPreparing();
            files.discardPrepared();
            context.problems().onProblem("segment " + files.path(preparedNumber) + " cannot be prepared: " +
                ex.getMessage() + "; without room on the disk of " + context.directory() +
                " publishes will be refused");
        }
        return 1;
    }

    private int next(final int openNumber)
    {
        return Files.exists(files.path(openNumber)) ? openNumber + 1 : openNumber;
    }

    /**
     * Whether the segment is there that comes after a roll. Any thread may ask.
     *
     * @param openNumber segment that is or will be written to.
     * @return true if so.
     */
    boolean isNextPrepared(final int openNumber)
    {
        return files.isPrepared(next(openNumber));
    }

    /** Zeros to the last byte of a disk would end what else writes to it, for a file that is not needed yet. */
    private boolean hasRoomToPrepare(final int number)
    {
        final long usableBytes = context.directory().toFile().getUsableSpace();
        final boolean hasRoom = usableBytes >= context.segmentCapacity() + context.segmentCapacity() / 2;
        if (!hasRoom && number != unpreparedNumber)
        {
            unpreparedNumber = number;
            context.problems().onProblem("segment " + files.path(number) + " cannot be prepared: " + usableBytes +
                " bytes are free on the disk of " + context.directory() + "; it is, as soon as there is room");
        }
        return hasRoom;
    }

    private void beginPreparing(final int number) throws IOException
    {
        preparedNumber = number;
        prepared = 0;
        if (files.isPrepared(number) || Files.exists(files.path(number)))
        {
            return;
        }
        zeros = ByteBuffer.allocateDirect(Math.min(SLICE, context.segmentCapacity()));
        preparing = FileChannel.open(files.preparing(), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void endPreparing()
    {
        CloseHelper.quietClose(preparing);
        BufferUtil.free(zeros);
        preparing = null;
        zeros = null;
    }

    void close()
    {
        endForcing();
        if (preparing != null)
        {
            endPreparing();
            files.discardPrepared();
        }
    }
}
