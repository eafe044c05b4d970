package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A store with the part of the engine that it needs: channels, log positions, snapshots kept in memory. Owned by the
 * test's thread, which is engine and file thread in turn.
 */
final class TestStore implements AutoCloseable
{
    static final int SEGMENT_CAPACITY = 256 * 1024;

    private final Path directory;
    private final Map<Integer, ChannelIndex> channels = new TreeMap<>();
    private final Map<Integer, Long> firsts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final MessageBody body = new MessageBody();
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private final StoredMessage message = new StoredMessage();
    private MessageLog log;
    private StoreReader reader;
    private long logPosition;
    private boolean isRoomWanted;
    private boolean isHaltingOnDamage;
    private Consumer<StoreContext> settings = context ->
    {
    };

    /**
     * What an engine's snapshot says of the store.
     */
    record Snapshot(long logPosition, List<SegmentManifest> segments, int lastSegment, int compactionSegment,
        int compactionOffset, List<Range> channels)
    {
    }

    /**
     * What a channel holds.
     */
    record Range(int channelId, long epoch, long first, long last)
    {
    }

    TestStore(final Path directory)
    {
        this.directory = directory;
    }

    TestStore start()
    {
        log = newLog();
        return restored(log::restore);
    }

    private TestStore restored(final Runnable restore)
    {
        try
        {
            log.open();
            restore.run();
            reader = log.newReader();
            return this;
        }
        catch (final RuntimeException ex)
        {
            log.close();
            throw ex;
        }
    }

    TestStore start(final Snapshot snapshot)
    {
        log = newLog();
        return restored(() -> restore(snapshot));
    }

    private void restore(final Snapshot snapshot)
    {
        logPosition = snapshot.logPosition();
        log.expectCursor(snapshot.lastSegment(), snapshot.compactionSegment(), snapshot.compactionOffset());
        snapshot.segments().forEach(s -> log.expectSegment(s.segment(), s.usedLength(), s.count(), s.crc(), s
            .lastLogPosition()));
        for (final Range range : snapshot.channels())
        {
            openChannel(range.channelId(), range.epoch()).expectRange(range.first(), range.last());
            firsts.put(range.channelId(), range.first());
        }
        log.restore();
        log.compactor().wantRoom(isRoomWanted);
        log.compactor().onSnapshot(log.lastSegment());
    }

    /** Holds from the next entry on, and for a start from a snapshot from its beginning. */
    TestStore wantRoom(final boolean isWanted)
    {
        isRoomWanted = isWanted;
        return this;
    }

    /** Other members have the same segments. */
    TestStore haltingOnDamage()
    {
        isHaltingOnDamage = true;
        return this;
    }

    /** With other settings, from the next start on. */
    TestStore with(final Consumer<StoreContext> value)
    {
        settings = value;
        return this;
    }

    /** A timer comes. */
    void timer()
    {
        logPosition++;
        log.compactor().doTimerWork(log);
        afterEntry();
    }

    /** Timers until no more room is being made. */
    void timers()
    {
        int timers = 0;
        do
        {
            timer();
            assertThat(++timers).as("it ends").isLessThan(100_000);
        }
        while (log.compactor().isMakingRoom());
    }

    /** Snapshots, each as soon as the store has done what it can. */
    void settle(final int snapshots)
    {
        for (int i = 0; i < snapshots; i++)
        {
            durable(snapshot());
            timers();
            fileWork();
        }
    }

    private MessageLog newLog()
    {
        final StoreContext context = new StoreContext().directory(directory).segmentCapacity(SEGMENT_CAPACITY)
            .problems(problems::add).haltingOnDamage(isHaltingOnDamage);
        settings.accept(context);
        return new MessageLog(context);
    }

    ChannelIndex openChannel(final int channelId, final long epoch)
    {
        final ChannelIndex index = log.openChannel(channelId, epoch);
        channels.put(channelId, index);
        firsts.put(channelId, 1L);
        return index;
    }

    void drop(final int channelId)
    {
        firsts.remove(channelId);
        log.dropChannel(channels.remove(channelId));
        afterEntry();
    }

    /** One publish, applied: the sequence it got. */
    long append(final int channelId, final String text)
    {
        final ChannelIndex index = channels.get(channelId);
        payload.wrap(text.getBytes(StandardCharsets.UTF_8));
        body.reply(payload, 0, 0).headers(payload, 0, 0).payload(payload, 0, payload.capacity()).key(0, 0, 0);
        final long sequence = index.last() + 1;
        log.append(index, sequence, 1_000 + sequence, ++logPosition, body);
        afterEntry();
        return sequence;
    }

    void trim(final int channelId, final long first)
    {
        channels.get(channelId).trimTo(first);
        firsts.put(channelId, first);
        logPosition++;
        afterEntry();
    }

    private void afterEntry()
    {
        log.compactor().wantRoom(isRoomWanted);
        log.compactor().doWork(log);
    }

    long logPosition()
    {
        return logPosition;
    }

    /** Text of a stored message as another thread would read it, or null when it is not stored. */
    String read(final int channelId, final long sequence)
    {
        final ChannelIndex index = channels.get(channelId);
        final long location = index.location(sequence);
        if (location == ChannelIndex.NULL_LOCATION || !reader.read(location, channelId, sequence, message))
        {
            return null;
        }
        return message.buffer().getStringWithoutLengthUtf8(message.payloadOffset(), message.payloadLength());
    }

    Snapshot snapshot()
    {
        logPosition++;
        log.roll();
        final List<SegmentManifest> segments = new ArrayList<>();
        log.snapshotSegments(logPosition, (segment, usedLength, count, crc, last) -> segments.add(new SegmentManifest(
            segment, usedLength, count, crc, last)));
        final List<Range> ranges = new ArrayList<>();
        channels.forEach((id, index) -> ranges.add(new Range(id, index.epoch(), firsts.get(id), index.last())));
        final Snapshot snapshot = new Snapshot(logPosition, segments, log.lastSegment(), log.compactionSegment(), log
            .compactionOffset(), ranges);
        log.compactor().onSnapshot(log.lastSegment());
        return snapshot;
    }

    void durable(final Snapshot snapshot)
    {
        log.force();
        log.onSnapshotDurable(snapshot.logPosition());
    }

    /** Everything that the file thread has to do. */
    void fileWork()
    {
        reader.publishEpoch();
        while (log.doFileWork(true) > 0)
        {
            reader.publishEpoch();
        }
    }

    void publishEpoch()
    {
        reader.publishEpoch();
    }

    MessageLog log()
    {
        return log;
    }

    ChannelIndex channel(final int channelId)
    {
        return channels.get(channelId);
    }

    List<String> problems()
    {
        return problems;
    }

    @Override
    public void close()
    {
        log.close();
        channels.clear();
    }
}
