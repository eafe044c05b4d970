package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.snapshot.ChannelEntryDecoder;
import io.standfast.codecs.snapshot.ChannelEntryEncoder;
import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.MessageHeaderEncoder;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;
import io.standfast.codecs.snapshot.SnapshotEndDecoder;
import io.standfast.codecs.snapshot.SnapshotEndEncoder;
import io.standfast.engine.store.StoreDamagedException;

/**
 * A channel comes back only when the store holds every record of exactly its number and epoch from its first to its
 * last: a snapshot that says otherwise, whole in itself, over a store that is whole in itself.
 */
class RestoreCheckTest
{
    private static final int CHANNEL_ENTRY = ChannelEntryDecoder.TEMPLATE_ID;

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private TestEngine engine;
    private List<byte[]> snapshot;

    /** Three segments: messages 1 and 2, 3 and 4, 5 of the channel. */
    @BeforeEach
    void fill()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.connect("me", "c1", 0));
        engine.apply(commands.publish("me", "orders", "a", "b"));
        engine.takeSnapshot();
        engine.apply(commands.publish("me", "orders", "c", "d"));
        engine.takeSnapshot();
        engine.apply(commands.publish("me", "orders", "e"));
        snapshot = engine.takeSnapshot();
    }

    @AfterEach
    void close()
    {
        engine.close();
    }

    private static int template(final byte[] message)
    {
        return new MessageHeaderDecoder().wrap(new UnsafeBuffer(message), 0).templateId();
    }

    private void alterChannel(final Consumer<ChannelEntryEncoder> change)
    {
        final byte[] message = snapshot.stream().filter(each -> template(each) == CHANNEL_ENTRY).findFirst()
            .orElseThrow();
        change.accept(new ChannelEntryEncoder().wrap(new UnsafeBuffer(message), MessageHeaderEncoder.ENCODED_LENGTH));
        seal();
    }

    /** What the snapshot says of itself is right again. */
    private void seal()
    {
        final SnapshotDigest digest = new SnapshotDigest();
        for (final byte[] message : snapshot)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(message);
            if (template(message) == SnapshotEndDecoder.TEMPLATE_ID)
            {
                new SnapshotEndEncoder().wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH).digest(digest.value())
                    .messages(digest.messages());
            }
            else
            {
                digest.add(buffer, 0, message.length);
            }
        }
    }

    private Map<String, Integer> segments()
    {
        try (Stream<Path> files = Files.list(directory))
        {
            final Map<String, Integer> bytes = new TreeMap<>();
            for (final Path file : files.filter(each -> each.toString().endsWith(".cq4")).toList())
            {
                bytes.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
            return bytes;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void refused(final String text)
    {
        final Map<String, Integer> before = segments();

        assertThatThrownBy(() -> engine.restartFrom(snapshot)).isInstanceOf(StoreDamagedException.class).hasMessage(
            text);

        assertThat(engine.output().take()).as("nothing was let out").isEmpty();
        assertThat(segments()).isEqualTo(before);
    }

    @Test
    void shouldComeBackWhenEveryRecordIsThere()
    {
        engine.restartFrom(snapshot);

        assertThat(engine.apply(commands.termOpened(2))).contains("client me", "gates open");
        assertThat(engine.takeSnapshot().size()).isEqualTo(snapshot.size());
    }

    @Test
    void shouldRefuseRecordsOfTheSameNumberAndAnotherEpoch()
    {
        alterChannel(entry -> entry.epoch(2));

        refused("channel 1 epoch 2: records 1 to 5 expected, 0 found; the first that is missing is 1");
    }

    @Test
    void shouldRefuseRecordsOfAnotherNumber()
    {
        alterChannel(entry -> entry.channelId(2));

        refused("channel 2 epoch 1: records 1 to 5 expected, 0 found; the first that is missing is 1");
    }

    @Test
    void shouldRefuseAGap()
    {
        final List<byte[]> entries = new ArrayList<>(snapshot);
        final byte[] second = entries.stream().filter(each -> template(each) == SegmentEntryDecoder.TEMPLATE_ID).skip(1)
            .findFirst().orElseThrow();
        entries.remove(second);
        snapshot = entries;
        seal();

        refused("channel 1 epoch 1: records 1 to 5 expected, 3 found; the first that is missing is 3");
    }

    @Test
    void shouldRefuseWhenTheNewestIsMissing()
    {
        alterChannel(entry -> entry.last(6));

        refused("channel 1 epoch 1: records 1 to 6 expected, 5 found; the first that is missing is 6");
    }

    @Test
    void shouldRefuseASnapshotThatIsNotWhatItSaysOfItself()
    {
        final byte[] message = snapshot.stream().filter(each -> template(each) == CHANNEL_ENTRY).findFirst()
            .orElseThrow();
        new ChannelEntryEncoder().wrap(new UnsafeBuffer(message), MessageHeaderEncoder.ENCODED_LENGTH).last(4);

        assertThatThrownBy(() -> engine.restartFrom(snapshot)).isInstanceOf(StoreDamagedException.class)
            .hasMessageStartingWith("snapshot is damaged: digest expected=");
    }
}
