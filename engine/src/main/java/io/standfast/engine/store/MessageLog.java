package io.standfast.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.store.MessageHeaderEncoder;
import io.standfast.codecs.store.StoreRecordEncoder;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.time.SetTimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/**
 * The shared log of all channels on one Chronicle Queue. Owned by the engine thread but for {@link #doFileWork},
 * {@link #force} and {@link #onSnapshotDurable}, which a file thread calls.
 *
 * <p>Segments roll when they are full and at a snapshot, nowhere else, so that the same log gives the same segments. A
 * segment may go when nothing live is in it and neither of the two newest durable snapshots lists it.
 */
public final class MessageLog implements AutoCloseable
{
    private static final int CHRONICLE_MARGIN = 64 * 1024;
    private static final int RETIRED_LIMIT = 1024;
    private static final int TIMEOUT_MS = 300;
    private static final long RESTORED_POSITION = Long.MIN_VALUE + 1;

    private final StoreContext context;
    private final SegmentFiles files;
    private final SegmentTable table = new SegmentTable();
    private final Map<Integer, ChannelIndex> channels = new TreeMap<>();
    private final TreeMap<Integer, SegmentExpectation> expected = new TreeMap<>();
    private final ArrayDeque<SnapshotSegments> snapshots = new ArrayDeque<>();
    private final ManyToOneConcurrentArrayQueue<Segment> retired = new ManyToOneConcurrentArrayQueue<>(RETIRED_LIMIT);
    private final SetTimeProvider segmentClock = new SetTimeProvider();
    private final UnsafeBuffer staging = new UnsafeBuffer(0, 0);
    private final PointerBytesStore stagingPointer = new PointerBytesStore();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final StoreRecordEncoder encoder = new StoreRecordEncoder();
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer crcInput = new UnsafeBuffer(new byte[3 * Integer.BYTES]);
    private final List<Path> orphans = new ArrayList<>();
    private FileChannel lockChannel;
    private FileLock lock;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private Segment open;
    private int openNumber;
    // Written by the file thread when a snapshot has become durable, read by the engine thread.
    private volatile long durablePosition = Long.MIN_VALUE;
    private long releasedPosition = Long.MIN_VALUE;
    private boolean isLeftOverCleared;

    private record SegmentExpectation(int segment, int usedLength, int count, int crc, long lastLogPosition)
    {
    }

    private record SnapshotSegments(long logPosition, Set<Integer> segments)
    {
    }

    /**
     * A log that is not open yet.
     *
     * @param context of the log.
     */
    public MessageLog(final StoreContext context)
    {
        this.context = context;
        this.files = new SegmentFiles(context.directory());
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
        expected.put(segment, new SegmentExpectation(segment, usedLength, count, crc, lastLogPosition));
    }

    /**
     * Verify the store against what was said, index it, and get ready to append: segments that are newer than the
     * manifest are set aside, the replay of the log writes them again.
     */
    public void restore()
    {
        final int newest = expected.isEmpty() ? 0 : expected.lastKey();
        final TreeMap<Integer, Path> present = files.list();
        for (final Path newer : present.tailMap(newest, false).values())
        {
            files.setAside(newer);
        }
        present.headMap(newest).forEach((number, file) ->
        {
            if (!expected.containsKey(number))
            {
                orphans.add(file);
            }
        });
        final Int2ObjectHashMap<ChannelIndex> byId = new Int2ObjectHashMap<>();
        channels.forEach(byId::put);
        for (final SegmentExpectation expectation : expected.values())
        {
            restoreSegment(expectation, present.get(expectation.segment()), byId);
        }
        channels.values().forEach(ChannelIndex::verify);
        snapshots.addLast(new SnapshotSegments(RESTORED_POSITION, Set.copyOf(expected.keySet())));
        openNumber = newest + 1;
        openQueue();
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
        index.trimTo(index.last() + 1);
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
        final int length = RecordLayout.FIXED_LENGTH + body.variableLength();
        if (open != null && open.usedLength() + length + CHRONICLE_MARGIN > context.segmentCapacity())
        {
            roll();
        }
        encode(channel, sequence, timestampNs, logPosition, body);
        if (open == null)
        {
            beginSegment(length);
        }
        else
        {
            appender.writeBytes(stagingPointer);
        }
        final int offset = (int) (appender.wire().bytes().writePosition() - length);
        open.added(offset + length, nextCrc(open.crc(), length, staging.getInt(RecordLayout.CRC_OFFSET)), logPosition);
        open.addLive();
        final long location = ((long) open.number() << 32) | offset;
        channel.put(sequence, location);
        return location;
    }

    /**
     * Seal the open segment, if there is anything in it.
     */
    public void roll()
    {
        releaseSegments();
        if (open != null)
        {
            open.seal();
            open = null;
            openNumber++;
            segmentClock.currentTimeMillis(SegmentFiles.CYCLE_MS * openNumber);
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
        snapshots.addLast(new SnapshotSegments(logPosition, listed));
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
        boolean isAnyForced = false;
        for (final Segment segment : table.all())
        {
            if (segment != null && segment.isSealed() && !segment.isForced())
            {
                SegmentFiles.force(segment.file());
                segment.forced();
                isAnyForced = true;
            }
        }
        if (isAnyForced)
        {
            SegmentFiles.force(context.directory());
        }
    }

    /**
     * Unmap and delete what nobody reads any more. Called by the file thread.
     *
     * @return files deleted.
     */
    public int doFileWork()
    {
        int deleted = 0;
        if (durablePosition > RESTORED_POSITION && !isLeftOverCleared)
        {
            isLeftOverCleared = true;
            orphans.forEach(SegmentFiles::delete);
            files.releaseQuarantine();
        }
        Segment segment = retired.peek();
        while (segment != null && table.isFree(segment))
        {
            retired.poll();
            segment.unmap();
            SegmentFiles.delete(segment.file());
            deleted++;
            segment = retired.peek();
        }
        return deleted;
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
        CloseHelper.quietCloseAll(appender, queue);
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
        stagingPointer.set(staging.addressOffset(), length);
    }

    private void beginSegment(final int length)
    {
        final Path file = files.path(openNumber);
        if (context.directory().toFile().getUsableSpace() < 2L * context.segmentCapacity())
        {
            throw new StoreException("no room for segment " + file + ": less than two segments are free on the disk");
        }
        appender.writeBytes(stagingPointer);
        open = new Segment(openNumber, file);
        table.add(open);
        assert open.buffer().capacity() >= length;
    }

    private int nextCrc(final int before, final int length, final int recordCrc)
    {
        crcInput.putInt(0, before);
        crcInput.putInt(Integer.BYTES, length);
        crcInput.putInt(2 * Integer.BYTES, recordCrc);
        return checksum.compute(crcInput, 0, crcInput.capacity());
    }

    private void restoreSegment(final SegmentExpectation expectation, final Path file,
        final Int2ObjectHashMap<ChannelIndex> byId)
    {
        if (file == null)
        {
            throw new StoreDamagedException("segment " + files.path(expectation.segment()) +
                " is missing; a snapshot lists it with " + expectation.count() + " records");
        }
        final Segment segment = new Segment(expectation.segment(), file);
        table.add(segment);
        final StoredMessage message = new StoredMessage();
        final UnsafeBuffer buffer = segment.buffer();
        int position = 0;
        while (segment.usedLength() < expectation.usedLength())
        {
            final int header = position + RecordLayout.EXCERPT_HEADER_LENGTH > buffer.capacity() ? 0
                : buffer.getInt(position);
            final int length = header & RecordLayout.LENGTH_MASK;
            final int offset = position + RecordLayout.EXCERPT_HEADER_LENGTH;
            if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 || length > buffer.capacity() - offset)
            {
                throw damaged(expectation, segment, position);
            }
            if ((header & RecordLayout.META_DATA) == 0)
            {
                restoreRecord(segment, expectation, message, offset, length, byId);
            }
            position = RecordLayout.align(offset + length);
        }
        if (segment.count() != expectation.count() || segment.crc() != expectation.crc() ||
            segment.usedLength() != expectation.usedLength())
        {
            throw damaged(expectation, segment, position);
        }
        segment.seal();
        segment.forced();
    }

    private void restoreRecord(final Segment segment, final SegmentExpectation expectation,
        final StoredMessage message, final int offset, final int length, final Int2ObjectHashMap<ChannelIndex> byId)
    {
        if (length < RecordLayout.FIXED_LENGTH)
        {
            throw damaged(expectation, segment, offset);
        }
        message.wrap(segment.buffer(), offset, length);
        if (!RecordLayout.isIntact(checksum, message))
        {
            throw damaged(expectation, segment, offset);
        }
        segment.added(offset + length, nextCrc(segment.crc(), length, message.decoder().crc()),
            message.decoder().logPosition());
        final int channelId = message.decoder().channelId();
        final ChannelIndex index = byId.get(channelId);
        if (index != null && index.isWanted(message.decoder().epoch(), message.sequence()))
        {
            if (message.sequence() != index.last() + 1)
            {
                throw new StoreDamagedException("channel " + channelId + " epoch " + index.epoch() + ": sequence " +
                    (index.last() + 1) + " expected, found " + message.sequence() + " in " + segment.file());
            }
            index.put(message.sequence(), ((long) segment.number() << 32) | offset);
            segment.addLive();
        }
    }

    private static StoreDamagedException damaged(final SegmentExpectation expectation, final Segment segment,
        final int position)
    {
        return new StoreDamagedException("segment " + segment.file() + " is damaged near offset " + position +
            ": expected length=" + expectation.usedLength() + " records=" + expectation.count() + " crc=" +
            Integer.toHexString(expectation.crc()) + ", found length=" + segment.usedLength() + " records=" +
            segment.count() + " crc=" + Integer.toHexString(segment.crc()));
    }

    /**
     * Retire segments in which nothing lives and that neither of the two newest durable snapshots lists.
     */
    private void releaseSegments()
    {
        final long durable = durablePosition;
        if (durable == releasedPosition)
        {
            return;
        }
        releasedPosition = durable;
        while (snapshots.size() > 2 && secondNewestDurable(durable) > snapshots.peekFirst().logPosition())
        {
            snapshots.removeFirst();
        }
        for (final Segment segment : table.all())
        {
            if (segment != null && segment != open && segment.liveCount() == 0 && !isListed(segment.number()) &&
                retired.size() < RETIRED_LIMIT)
            {
                table.remove(segment);
                retired.add(segment);
            }
        }
    }

    private long secondNewestDurable(final long durable)
    {
        long newest = Long.MIN_VALUE;
        long second = Long.MIN_VALUE;
        for (final SnapshotSegments snapshot : snapshots)
        {
            if (snapshot.logPosition() <= durable)
            {
                second = newest;
                newest = snapshot.logPosition();
            }
        }
        return second;
    }

    private boolean isListed(final int segment)
    {
        for (final SnapshotSegments snapshot : snapshots)
        {
            if (snapshot.segments().contains(segment))
            {
                return true;
            }
        }
        return false;
    }
}
