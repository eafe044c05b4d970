package io.standfast.codecs.stan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The flyweights against protobuf-java: the same frames are accepted and the same values read, and what is written is
 * the same bytes. The seed of a failure is in its message; {@code -Dstandfast.seed=N} repeats it.
 */
class ProtoDifferentialTest
{
    private static final int ROUNDS = 1500;

    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int accepted;
    private int refused;

    static List<Descriptor> types()
    {
        return StanDescriptors.all();
    }

    @Test
    void shouldCoverAllThirteenMessagesWithBoundsChecksOn()
    {
        assertThat(types()).hasSize(13);
        assertThat(DirectBuffer.SHOULD_BOUNDS_CHECK).isTrue();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldDecodeWhatProtobufEncodes(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < ROUNDS; i++)
        {
            assertSame(flyweights, soup.message().toByteArray());
        }

        assertThat(refused).isZero();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldEncodeWhatProtobufEncodes(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < ROUNDS; i++)
        {
            final DynamicMessage message = soup.message();
            final byte[] expected = message.toByteArray();
            final int offset = random.nextInt(20);
            final byte[] target = new byte[offset + expected.length + random.nextInt(2)];

            final int length = flyweights.encode(message, new UnsafeBuffer(target), offset, random);

            assertThat(length).as("%s seed=%d", type.getName(), seed).isEqualTo(expected.length);
            assertThat(Arrays.copyOfRange(target, offset, offset + length)).as("%s seed=%d", message, seed)
                .isEqualTo(expected);
        }
    }

    @Test
    void shouldComputeTheLengthThatProtobufWrites()
    {
        final Descriptor type = types().stream().filter(t -> "MsgProto".equals(t.getName())).findFirst().orElseThrow();
        final WireSoup soup = new WireSoup(random, type);
        final MsgProtoDecoder decoder = new MsgProtoDecoder();

        for (int i = 0; i < ROUNDS; i++)
        {
            final byte[] frame = soup.message().toBuilder().clearField(type.findFieldByName("CRC32")).build()
                .toByteArray();
            assertThat(decoder.wrap(new UnsafeBuffer(frame), 0, frame.length)).isTrue();

            assertThat(MsgProtoEncoder.computeLength(decoder.sequence(), decoder.subjectLength(),
                decoder.replyLength(), decoder.dataLength(), decoder.timestamp(), decoder.redelivered(),
                decoder.redeliveryCount())).as("seed=%d round=%d", seed, i).isEqualTo(frame.length);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldAgreeWhenTruncatedAtEveryByte(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < 20; i++)
        {
            final byte[] whole = i % 2 == 0 ? soup.message().toByteArray() : soup.soup();
            final byte[] frame = Arrays.copyOf(whole, Math.min(whole.length, 500));
            for (int length = 0; length <= frame.length; length++)
            {
                assertSame(flyweights, Arrays.copyOf(frame, length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldAgreeWhenMutated(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < ROUNDS; i++)
        {
            assertSame(flyweights, soup.mutation(soup.message().toByteArray()));
        }

        assertBothOutcomesSeen();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldAgreeWhenFieldsAreUnknownOrRepeatedOrHostile(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < ROUNDS * 2; i++)
        {
            final byte[] frame = soup.soup();
            assertSame(flyweights, frame);
            assertSame(flyweights, soup.mutation(frame));
        }

        assertBothOutcomesSeen();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldAgreeWhenBytesAreRandom(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);
        final WireSoup soup = new WireSoup(random, type);

        for (int i = 0; i < ROUNDS; i++)
        {
            assertSame(flyweights, soup.randomBytes(random.nextInt(24)));
        }

        assertBothOutcomesSeen();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldAgreeOnHowDeepGroupsMayNest(final Descriptor type)
    {
        final Flyweights flyweights = new Flyweights(type);

        for (int depth = 95; depth < 105; depth++)
        {
            assertSame(flyweights, WireSoup.nestedGroups(depth, 1));
            assertSame(flyweights, WireSoup.nestedGroups(depth, 500));
        }

        assertBothOutcomesSeen();
    }

    private void assertBothOutcomesSeen()
    {
        assertThat(accepted).as("accepted, seed=%d", seed).isPositive();
        assertThat(refused).as("refused, seed=%d", seed).isPositive();
    }

    private void assertSame(final Flyweights flyweights, final byte[] frame)
    {
        final DynamicMessage expected = Oracle.parse(flyweights.type(), frame);
        if (expected == null)
        {
            refused++;
        }
        else
        {
            accepted++;
        }
        try
        {
            // With nothing around it the bounds checks catch every read outside the frame, on heap and off.
            assertSame(flyweights, expected, new UnsafeBuffer(frame), 0, frame.length);
            assertSame(flyweights, expected, offHeap(frame), 0, frame.length);
            // With something around it that would be read as fields, a read outside changes the outcome.
            for (final int poison : new int[]{0x08, 0xFF, 0x00})
            {
                assertSamePoisoned(flyweights, expected, frame, (byte) poison);
            }
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError(flyweights.type().getName() + " seed=" + seed + " frame=" +
                HexFormat.of().formatHex(frame), ex);
        }
    }

    private void assertSamePoisoned(final Flyweights flyweights, final DynamicMessage expected, final byte[] frame,
        final byte poison)
    {
        final int offset = 1 + random.nextInt(40);
        final byte[] surroundings = new byte[offset + frame.length + 1 + random.nextInt(40)];
        Arrays.fill(surroundings, poison);
        System.arraycopy(frame, 0, surroundings, offset, frame.length);
        assertSame(flyweights, expected, new UnsafeBuffer(surroundings), offset, frame.length);
    }

    private static void assertSame(final Flyweights flyweights, final DynamicMessage expected,
        final DirectBuffer buffer, final int offset, final int length)
    {
        assertThat(flyweights.decode(buffer, offset, length)).isEqualTo(expected != null);
        final DynamicMessage values = expected != null
            ? expected
            : DynamicMessage.getDefaultInstance(flyweights.type());
        flyweights.assertFieldsEqual(values, offset, length);
    }

    private static UnsafeBuffer offHeap(final byte[] frame)
    {
        final ByteBuffer memory = ByteBuffer.allocateDirect(frame.length);
        memory.put(0, frame);
        return new UnsafeBuffer(memory);
    }
}
