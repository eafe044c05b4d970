package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.MessageHeaderEncoder;
import io.standfast.codecs.snapshot.PendingsEntryEncoder;
import io.standfast.codecs.snapshot.SnapshotBeginDecoder;
import io.standfast.engine.store.StoreDamagedException;

/**
 * What goes into blocks comes out of them, and means what it meant without them.
 */
class SnapshotBlocksTest
{
    private static final int CHANNELS = 2000;
    private static final int FIRST_LENGTH = 12;

    private final List<byte[]> written = new ArrayList<>();
    private final List<byte[]> read = new ArrayList<>();
    private final SnapshotBlocks blocks = new SnapshotBlocks();

    @Test
    void shouldGiveBackAllMessagesInTheirOrder()
    {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 2000; i++)
        {
            final int limit = random.nextInt(50) == 0 ? SnapshotSink.MAX_MESSAGE_LENGTH + 1 : 200;
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + random.nextInt(limit -
                MessageHeaderEncoder.ENCODED_LENGTH);
            messages.add(message(random, length));
        }
        messages.add(message(random, SnapshotSink.MAX_MESSAGE_LENGTH));

        messages.forEach(message -> blocks.add(new UnsafeBuffer(message), 0, message.length, this::write));
        blocks.flush(this::write);
        blocks.flush(this::write);
        written.forEach(this::readAll);

        assertThat(read).as("seed %d", seed).containsExactlyElementsOf(messages);
        assertThat(written).as("seed %d", seed).hasSizeLessThan(messages.size() / 4).allMatch(
            block -> block.length <= SnapshotSink.MAX_MESSAGE_LENGTH);
    }

    @Test
    void shouldRefuseALengthThatIsNone()
    {
        final byte[] message = message(new Random(1), 100);
        blocks.add(new UnsafeBuffer(message), 0, message.length, this::write);
        blocks.flush(this::write);
        for (final int length : new int[]{-1, 0, MessageHeaderEncoder.ENCODED_LENGTH - 1, 101, Integer.MAX_VALUE})
        {
            final byte[] damaged = written.get(0).clone();
            new UnsafeBuffer(damaged).putInt(FIRST_LENGTH, length, ByteOrder.LITTLE_ENDIAN);

            assertThatThrownBy(() -> readAll(damaged)).isInstanceOf(StoreDamagedException.class).hasMessageContaining(
                "a message of " + length);
        }
        assertThat(read).isEmpty();
    }

    /** Members whose builds differ compare digests: how messages are packed is no difference. */
    @Test
    void shouldSayTheSameInLessThanTheLevelBefore(@TempDir final Path directory)
    {
        final List<byte[]> before = snapshot(directory.resolve("before"), FeatureLevel.SNAPSHOT_BLOCKS - 1);
        final List<byte[]> blocked = snapshot(directory.resolve("blocked"), FeatureLevel.SNAPSHOT_BLOCKS);

        assertThat(before).hasSizeGreaterThan(2 * CHANNELS);
        assertThat(blocked).hasSizeLessThan(CHANNELS / 100);
        assertThat(framed(blocked)).isLessThan(framed(before) * 6 / 10);
        blocked.forEach(this::readAll);
        // But for the messages that tell the level, and the digest of all of it.
        assertThat(read.subList(1, read.size() - 1)).containsExactlyElementsOf(before.subList(1, before.size() - 1));
    }

    /** Else one could not wait for a build that knows the level: it would not know that it must. */
    @Test
    void shouldSayTheLevelToBuildsThatKnowNoBlocks(@TempDir final Path directory)
    {
        final UnsafeBuffer first = new UnsafeBuffer(snapshot(directory, FeatureLevel.SNAPSHOT_BLOCKS).get(0));

        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(first, 0);
        assertThat(header.templateId()).isEqualTo(SnapshotBeginDecoder.TEMPLATE_ID);
        assertThat(new SnapshotBeginDecoder().wrapAndApplyHeader(first, 0, header).featureLevel()).isEqualTo(
            FeatureLevel.SNAPSHOT_BLOCKS);
    }

    private static List<byte[]> snapshot(final Path directory, final int level)
    {
        final Commands commands = new Commands();
        try (TestEngine engine = new TestEngine(directory))
        {
            engine.apply(commands.termOpened(1));
            engine.apply(commands.featureLevel(level));
            engine.apply(commands.limits(2 * CHANNELS, 0, 0, 0));
            engine.apply(commands.connect("client", "", 0));
            for (int i = 0; i < CHANNELS; i++)
            {
                engine.apply(commands.publish("client", "channel." + i, "payload"));
            }
            return engine.takeSnapshot();
        }
    }

    /** Bytes in a recording: a header of 32 for each frame, which ends at a multiple of 32. */
    private static long framed(final List<byte[]> messages)
    {
        return messages.stream().mapToLong(message -> (message.length + 63) / 32 * 32).sum();
    }

    private static byte[] message(final Random random, final int length)
    {
        final byte[] message = new byte[length];
        random.nextBytes(message);
        new PendingsEntryEncoder().wrapAndApplyHeader(new UnsafeBuffer(message), 0, new MessageHeaderEncoder());
        return message;
    }

    private void readAll(final byte[] block)
    {
        SnapshotBlocks.forEach(new UnsafeBuffer(block), 0, block.length, (buffer, offset, length) -> read.add(copy(
            buffer, offset, length)));
    }

    private void write(final DirectBuffer buffer, final int offset, final int length)
    {
        written.add(copy(buffer, offset, length));
    }

    private static byte[] copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return Arrays.copyOf(bytes, length);
    }
}
