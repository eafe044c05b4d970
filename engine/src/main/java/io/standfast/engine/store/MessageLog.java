package io.standfast.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.store.MessageHeaderEncoder;
import io.standfast.codecs.store.StoreRecordEncoder;
import io.standfast.engine.view.DurationHistogram;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.time.SetTimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/**
 * The shared log of all channels on one Chronicle Queue. Owned by the engine thread but for {@link #doFileWork},
 * {@link #force} and {@link #onSnapshotDurable}, which a file thread calls.
 *
 * <p>Segments roll when they are full and at a snapshot, nowhere else, and compaction follows from the log: the same
 * log gives the same segments.
 */
public final class MessageLog implements AutoCloseable
{
    private static final int CHRONICLE_MARGIN = 64 * 1024;
    private static final int TIMEOUT_MS = 300;
    private static final int SAMPLED_APPENDS = 64;

    private final StoreContext context;
    private final SegmentFiles files;
    private final SegmentTable table = new SegmentTable();
    private final Int2ObjectHashMap<ChannelIndex> channels = new Int2ObjectHashMap<>();
    private final TreeMap<Integer, SegmentManifest> expected = new TreeMap<>();
    private final SegmentRemoval removal = new SegmentRemoval(table);
    private final Compactor compactor;
    private final StoreFileWork fileWork;
    private final SetTimeProvider segmentClock = new SetTimeProvider();
    private final UnsafeBuffer staging = new UnsafeBuffer(0, 0);
    private final PointerBytesStore stagingPointer = new PointerBytesStore();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final StoreRecordEncoder encoder = new StoreRecordEncoder();
    private final Checksum checksum = new Checksum();
    private final SegmentScanner scanner = new SegmentScanner();
    private final DurationHistogram appendTimes = new DurationHistogram();
    private long appends;
    private FileChannel lockChannel;
    private FileLock lock;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private Segment open;
    // Written by the engine thread at the start, read by the file thread when that is over.
    private volatile long setAsidePosition;
    // Written by the engine thread, read by the file thread, which prepares the next one.
    private volatile int openNumber = 1;
    // Written by the file thread when a snapshot has become durable, read by the engine thread.
    private volatile long durablePosition = Long.MIN_VALUE;
    // Written by the engine thread when it takes its first snapshot, read by the file thread: the one that was restored
    // is durable from the beginning, and what it does not list is still needed until its log is replayed.
    private volatile long firstSnapshotPosition = Long.MAX_VALUE;

    /**
     * A log that is not open yet.
     *
     * @param context of the log.
     */
    public MessageLog(final StoreContext context)
    {
        this.context = context;
        this.files = new SegmentFiles(context.directory());
        this.compactor = new Compactor(table, context);
        this.fileWork = new StoreFileWork(context, files, table, removal.retired());
    }

    /**
     * Take the directory's lock and clean up what a crash may have left.
     */
    public void open()
    {
        final Path directory = context.directory();
        try
        {
            Files.createDirectories(directory);
            lockChannel = FileChannel.open(directory.resolve("store.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
            lock = lockChannel.tryLock();
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot open the store " + directory + " for writing: " + ex.getMessage(), ex);
        }
        catch (final OverlappingFileLockException ex)
        {
            throw new StoreException("the store " + directory + " is in use by this process", ex);
        }
        if (lock == null)
        {
            throw new StoreException("the store " + directory + " is in use by another process");
        }
        files.cleanUp();
    }

    /**
     * Say before {@link #restore} what a snapshot's manifest says.
     *
     * @param segment         number.
     * @param usedLength      bytes up to the end of the last record.
     * @param count           records.
     * @param crc             over all records.
     * @param lastLogPosition of the last record.
     */
    public void expectSegment(final int segment, final int usedLength, final int count, final int crc,
        final long lastLogPosition)
    {
        expected.put(segment, new SegmentManifest(segment, usedLength, count, crc, lastLogPosition));
    }

    /**
     * Say before {@link #restore} where the log and its compaction were.
     *
     * @param lastSegment       newest segment ever begun.
     * @param compactionSegment that was being compacted, 0 for none.
     * @param compactionOffset  up to which it had been looked at.
     */
    public void expectCursor(final int lastSegment, final int compactionSegment, final int compactionOffset)
    {
        openNumber = lastSegment + 1;
        compactor.restore(compactionSegment, compactionOffset);
    }

    /**
     * Verify the store against what was said, index it, and get ready to append: segments that are newer than the
     * snapshot are set aside, the replay of the log writes them again.
     */
    public void restore()
    {
        final TreeMap<Integer, Path> present = files.list();
        // One that was stopped before it had compared them set them aside at an earlier start.
        setAsidePosition = Math.max(SegmentScanner.newestPosition(present.tailMap(openNumber, true)), SegmentScanner
            .newestPosition(files.listSetAside()));
        present.tailMap(openNumber, true).values().forEach(files::setAside);
        present.headMap(openNumber).forEach((number, file) -> fileWork.onFound(file, expected.containsKey(number)));
        final SegmentRestorer restorer = new SegmentRestorer(table, channels);
        for (final SegmentManifest manifest : expected.values())
        {
            restorer.restore(manifest, present.get(manifest.segment()), files.path(manifest.segment()));
        }
        channels.values().forEach(ChannelIndex::verify);
        removal.onSnapshot(SegmentRemoval.RESTORED_POSITION, Set.copyOf(expected.keySet()));
        openQueue();
    }

    /**
     * Put a file in the place of a segment; what described the old one goes.
     *
     * @param directory of a store that is not open.
     * @param segment   number.
     * @param file      to put there, forced, on the same disk.
     * @throws IOException when it cannot be moved.
     */
    public static void replaceSegment(final Path directory, final int segment, final Path file) throws IOException
    {
        final Path target = segmentFile(directory, segment);
        Files.deleteIfExists(Sidecar.path(target));
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Where a segment lies.
     *
     * @param directory of a store.
     * @param segment   number.
     * @return file, there or not.
     */
    public static Path segmentFile(final Path directory, final int segment)
    {
        return new SegmentFiles(directory).path(segment);
    }

    /**
     * Whether a file is a segment by its name, and not beside one.
     *
     * @param file in a store.
     * @return true if so.
     */
    public static boolean isSegment(final Path file)
    {
        return SegmentFiles.isSegment(file);
    }

    /**
     * Position of the newest command whose message was found in segments that the replay is to write again: when the
     * log ends before it, the log has lost its tail.
     *
     * @return log position, or 0 when there was nothing.
     */
    public long setAsidePosition()
    {
        return setAsidePosition;
    }

    /**
     * Begin an index for a channel.
     *
     * @param channelId number.
     * @param epoch     of the channel.
     * @return index, empty.
     */
    public ChannelIndex openChannel(final int channelId, final long epoch)
    {
        final ChannelIndex index = new ChannelIndex(table, channelId, epoch);
        channels.put(channelId, index);
        return index;
    }

    /**
     * A channel is gone, with all its messages.
     *
     * @param index of the channel.
     */
    public void dropChannel(final ChannelIndex index)
    {
        index.dropAll();
        index.free();
        channels.remove(index.channelId());
    }

    /**
     * Append one message.
     *
     * @param channel     index of the channel.
     * @param sequence    last + 1.
     * @param timestampNs engine time.
     * @param logPosition of the command.
     * @param body        reply, headers, payload.
     * @return location.
     */
    public long append(final ChannelIndex channel, final long sequence, final long timestampNs,
        final long logPosition, final MessageBody body)
    {
        final boolean isSampled = (++appends & SAMPLED_APPENDS - 1) == 0;
        final long beginNs = isSampled ? System.nanoTime() : 0;
        final int length = RecordLayout.FIXED_LENGTH + body.variableLength();
        makeRoom(length);
        encode(channel, sequence, timestampNs, logPosition, body);
        stagingPointer.set(staging.addressOffset(), length);
        final long location = write(length, staging.getInt(RecordLayout.CRC_OFFSET), logPosition);
        open.addLive();
        channel.put(sequence, location);
        if (isSampled)
        {
            appendTimes.record(System.nanoTime() - beginNs);
        }
        return location;
    }

    /**
     * Checksum of the message that was appended last.
     *
     * @return CRC32C of its record.
     */
    public int lastCrc()
    {
        return staging.getInt(RecordLayout.CRC_OFFSET);
    }

    /**
     * Append a copy of a record; its bytes stay the same.
     *
     * @param channel index of its channel.
     * @param record  that lives.
     * @param length  of it.
     */
    void copy(final ChannelIndex channel, final StoredMessage record, final int length)
    {
        makeRoom(length);
        stagingPointer.set(record.buffer().addressOffset(), length);
        final long location = write(length, record.decoder().crc(), record.decoder().logPosition());
        channel.relocate(record.sequence(), location);
    }

    /**
     * Who copies what lives out of segments in which most is dead.
     *
     * @return compactor.
     */
    public Compactor compactor()
    {
        return compactor;
    }

    /**
     * Seal the open segment, if there is anything in it.
     */
    public void roll()
    {
        removal.release(durablePosition, open);
        if (open != null)
        {
            open.seal();
            open = null;
            openNumber = openNumber + 1;
            segmentClock.currentTimeMillis(SegmentFiles.CYCLE_MS * openNumber);
            compactor.onRoll();
        }
    }

    /**
     * The manifest of a snapshot that is being taken; everything is sealed.
     *
     * @param logPosition of the snapshot.
     * @param consumer    of the entries.
     */
    public void snapshotSegments(final long logPosition, final SegmentConsumer consumer)
    {
        firstSnapshotPosition = Math.min(firstSnapshotPosition, logPosition);
        final Set<Integer> listed = new HashSet<>();
        for (final Segment segment : table.all())
        {
            if (segment != null && segment.liveCount() > 0)
            {
                listed.add(segment.number());
                consumer.onSegment(segment.number(), segment.usedLength(), segment.count(), segment.crc(),
                    segment.lastLogPosition());
            }
        }
        removal.onSnapshot(logPosition, listed);
    }

    /**
     * Newest segment ever begun: at a snapshot it is sealed.
     *
     * @return number, 0 before the first.
     */
    public int lastSegment()
    {
        return openNumber - 1;
    }

    /**
     * How long appending took, one message in {@value #SAMPLED_APPENDS}. Nothing depends on it.
     *
     * @return histogram, for any thread.
     */
    public DurationHistogram appendTimes()
    {
        return appendTimes;
    }

    /**
     * How long it took to force segments.
     *
     * @return histogram, for any thread.
     */
    public DurationHistogram forceTimes()
    {
        return fileWork.forceTimes();
    }

    /**
     * Files of the store that are in use.
     *
     * @return number of them. Any thread may ask.
     */
    public int segmentCount()
    {
        return table.count();
    }

    /**
     * What could be made of them.
     *
     * @return look at them. Any thread may ask.
     */
    public StoreRoom room()
    {
        return table.room(fileWork.isNextPrepared(openNumber), fileWork.keptBytes());
    }

    /**
     * Bytes of those files up to their last records.
     *
     * @return bytes, for another thread than the engine's those of a moment ago.
     */
    public long usedBytes()
    {
        return table.usedBytes();
    }

    /**
     * Segment that is being compacted.
     *
     * @return number, 0 for none.
     */
    public int compactionSegment()
    {
        return compactor.segment();
    }

    /**
     * Up to where that segment has been looked at.
     *
     * @return offset in its file.
     */
    public int compactionOffset()
    {
        return compactor.offset();
    }

    /**
     * A snapshot has become durable. Called by the file thread.
     *
     * @param logPosition of the snapshot.
     */
    public void onSnapshotDurable(final long logPosition)
    {
        durablePosition = logPosition;
    }

    /**
     * Force all sealed segments that have not been forced yet. Called by the file thread; blocks.
     */
    public void force()
    {
        fileWork.force();
    }

    /**
     * Trim, describe, delete and prepare segment files. Called by the file thread.
     *
     * @param isServing whether the start is over.
     * @return amount of work done.
     */
    public int doFileWork(final boolean isServing)
    {
        return fileWork.doWork(durablePosition >= firstSnapshotPosition, openNumber, isServing) + compactor.report();
    }

    /**
     * Delete what was set aside at the start, although no snapshot has been taken since. Called by the file thread,
     * when the log has been replayed past {@link #setAsidePosition}: then all of it has been written again.
     *
     * @return bytes of it.
     */
    public long releaseSetAside()
    {
        return fileWork.releaseSetAside();
    }

    /**
     * A reader for another thread.
     *
     * @return reader.
     */
    public StoreReader newReader()
    {
        return new StoreReader(table);
    }

    /**
     * A check of the sealed segments, for a thread of its own.
     *
     * @return scrub.
     */
    public StoreScrub newScrub()
    {
        return new StoreScrub(table);
    }

    /**
     * Bytes of one segment.
     *
     * @return bytes.
     */
    public int segmentCapacity()
    {
        return context.segmentCapacity();
    }

    @Override
    public void close()
    {
        fileWork.close();
        CloseHelper.quietCloseAll(appender, queue);
        // Else a thread of Chronicle's lets go of the files up to a second later: who unmounts the disk meets them.
        BackgroundResourceReleaser.releasePendingResources();
        for (final Segment segment : table.all())
        {
            if (segment != null)
            {
                segment.unmap();
            }
        }
        channels.values().forEach(ChannelIndex::free);
        channels.clear();
        CloseHelper.quietCloseAll(lock, lockChannel);
    }

    private void openQueue()
    {
        segmentClock.currentTimeMillis(SegmentFiles.CYCLE_MS * openNumber);
        queue = SingleChronicleQueueBuilder.single(context.directory().toFile())
            .rollCycle(LegacyRollCycles.MINUTELY).timeProvider(segmentClock).blockSize(context.segmentCapacity())
            .timeoutMS(TIMEOUT_MS).build();
        appender = queue.createAppender();
        // Another thread may become the engine's, once the one before has ended its work (NodeTest).
        appender.singleThreadedCheckDisabled(true);
    }

    private void encode(final ChannelIndex channel, final long sequence, final long timestampNs,
        final long logPosition, final MessageBody body)
    {
        final int length = RecordLayout.FIXED_LENGTH + body.variableLength();
        if (staging.capacity() < length)
        {
            staging.wrap(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        encoder.wrapAndApplyHeader(staging, 0, headerEncoder).epoch(channel.epoch()).sequence(sequence)
            .timestampNs(timestampNs).logPosition(logPosition).nonceHigh(body.nonceHigh()).nonceLow(body.nonceLow())
            .keyId(body.keyId()).channelId(channel.channelId()).payloadLength(body.payloadLength())
            .replyLength(body.replyLength()).headersLength(body.headersLength());
        body.copyTo(staging, RecordLayout.FIXED_LENGTH);
        encoder.crc(RecordLayout.crc(checksum, staging, 0, length));
    }

    private void makeRoom(final int length)
    {
        if (open != null && open.usedLength() + length + CHRONICLE_MARGIN > context.segmentCapacity())
        {
            roll();
        }
    }

    private long write(final int length, final int recordCrc, final long logPosition)
    {
        if (open == null)
        {
            beginSegment();
        }
        else
        {
            appender.writeBytes(stagingPointer);
        }
        final int offset = (int) (appender.wire().bytes().writePosition() - length);
        open.added(offset + length, scanner.next(open.crc(), length, recordCrc), logPosition);
        return ((long) open.number() << 32) | offset;
    }

    private void beginSegment()
    {
        final Path file = files.path(openNumber);
        try
        {
            if (!files.isPrepared(openNumber))
            {
                files.prepareNow(openNumber, context.segmentCapacity());
            }
        }
        catch (final IOException ex)
        {
            throw new StoreException("no room for segment " + file + ": " + ex.getMessage(), ex);
        }
        appender.writeBytes(stagingPointer);
        fileWork.onBegun(file);
        open = new Segment(openNumber, file);
        table.add(open);
    }

    ChannelIndex channel(final int channelId)
    {
        return channels.get(channelId);
    }
}
