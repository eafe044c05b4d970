package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store against plain maps: random appends, trims, drops, snapshots and restarts, with everything that the file
 * thread does in between.
 */
class StoreModelTest
{
    private static final int HISTORIES = 30;
    private static final int STEPS = 6_000;
    private static final int CHANNELS = 6;

    @TempDir
    private Path directory;
    private final Map<Integer, TreeMap<Long, String>> model = new TreeMap<>();
    private final Map<Integer, Long> lasts = new TreeMap<>();
    private Map<Integer, TreeMap<Long, String>> modelAtSnapshot = new TreeMap<>();
    private Map<Integer, Long> lastsAtSnapshot = new TreeMap<>();
    private TestStore.Snapshot snapshot;
    private TestStore store;
    private Random random;
    private long lastEpoch;
    private int compactions;
    private boolean isRoomWanted;
    private boolean isRoomWantedAtSnapshot;
    private int searches;

    @Test
    void shouldHoldWhatTheModelHoldsWhenAnythingHappens()
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++)
        {
            runOne(seed + i, directory.resolve("store-" + i));
        }
        assertThat(compactions).as("segments were compacted, seed %d", seed).isPositive();
        assertThat(searches).as("segments were searched for, seed %d", seed).isPositive();
    }

    private void runOne(final long seed, final Path path)
    {
        random = new Random(seed);
        model.clear();
        lasts.clear();
        snapshot = null;
        isRoomWanted = false;
        store = new TestStore(path).start();
        try
        {
            for (int i = 0; i < STEPS; i++)
            {
                step(seed, path);
            }
            verify(seed);
            assertThat(store.problems()).as("seed %d", seed).isEmpty();
        }
        finally
        {
            store.close();
        }
    }

    private void step(final long seed, final Path path)
    {
        final int dice = random.nextInt(1000);
        final int channelId = 1 + random.nextInt(CHANNELS);
        final int before = store.log().compactionSegment();
        if (!model.containsKey(channelId))
        {
            open(channelId);
        }
        else if (dice < 900)
        {
            append(channelId);
        }
        else if (dice < 980)
        {
            trim(channelId);
        }
        else if (dice < 985)
        {
            store.drop(channelId);
            model.remove(channelId);
        }
        else if (dice < 991)
        {
            store.fileWork();
        }
        else if (dice < 995)
        {
            makeRoom();
        }
        else if (dice < 998)
        {
            takeSnapshot();
        }
        else
        {
            restart(seed, path);
        }
        searches += store.log().compactor().isMakingRoom() ? 1 : 0;
        compactions += before == 0 && store.log().compactionSegment() != 0 ? 1 : 0;
    }

    private void open(final int channelId)
    {
        store.openChannel(channelId, ++lastEpoch);
        model.put(channelId, new TreeMap<>());
        lasts.put(channelId, 0L);
    }

    private void append(final int channelId)
    {
        final String text = "c" + channelId + "-" + random.nextInt() + "x".repeat(random.nextInt(600));
        final long sequence = store.append(channelId, text);
        assertThat(sequence).isEqualTo(lasts.get(channelId) + 1);
        lasts.put(channelId, sequence);
        model.get(channelId).put(sequence, text);
    }

    /** Mostly a little, as limits do; sometimes nearly all, so that segments are left with few that live. */
    private void trim(final int channelId)
    {
        final TreeMap<Long, String> messages = model.get(channelId);
        if (channelId <= 2 && random.nextInt(10) > 0)
        {
            return;
        }
        final long last = lasts.get(channelId);
        final long first = messages.isEmpty() ? last + 1 : messages.firstKey();
        final long newFirst = Math.min(last + 1, first + random.nextInt((int) (last + 2 - first)));
        store.trim(channelId, newFirst);
        messages.headMap(newFirst).clear();
    }

    /** A disk is low, or is not any more; timers come while it is. */
    private void makeRoom()
    {
        if (random.nextInt(3) == 0)
        {
            isRoomWanted = !isRoomWanted;
            store.wantRoom(isRoomWanted);
        }
        for (int i = random.nextInt(80); i > 0; i--)
        {
            store.timer();
        }
    }

    private void takeSnapshot()
    {
        snapshot = store.snapshot();
        isRoomWantedAtSnapshot = isRoomWanted;
        modelAtSnapshot = copy(model);
        lastsAtSnapshot = new TreeMap<>(lasts);
        store.durable(snapshot);
    }

    /** What was appended after the snapshot is lost here; with the engine, the log's replay writes it again. */
    private void restart(final long seed, final Path path)
    {
        verify(seed);
        if (snapshot == null)
        {
            return;
        }
        store.close();
        isRoomWanted = isRoomWantedAtSnapshot;
        store = new TestStore(path).wantRoom(isRoomWanted).start(snapshot);
        model.clear();
        model.putAll(copy(modelAtSnapshot));
        lasts.clear();
        lasts.putAll(lastsAtSnapshot);
        verify(seed);
    }

    private void verify(final long seed)
    {
        for (final Map.Entry<Integer, TreeMap<Long, String>> channel : model.entrySet())
        {
            final List<String> read = new ArrayList<>();
            channel.getValue().keySet().forEach(sequence -> read.add(store.read(channel.getKey(), sequence)));
            assertThat(read).as("channel %d, seed %d", channel.getKey(), seed).isEqualTo(List.copyOf(channel.getValue()
                .values()));
        }
    }

    private static Map<Integer, TreeMap<Long, String>> copy(final Map<Integer, TreeMap<Long, String>> from)
    {
        final Map<Integer, TreeMap<Long, String>> to = new TreeMap<>();
        from.forEach((id, messages) -> to.put(id, new TreeMap<>(messages)));
        return to;
    }
}
