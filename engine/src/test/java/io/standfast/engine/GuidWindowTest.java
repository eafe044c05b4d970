package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Remembers what it was given, in order, and nothing else.
 */
class GuidWindowTest
{
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final GuidWindow guids = new GuidWindow(seed);

    @Test
    void shouldKnowWhatItWasGivenWhenOthersCameAndWent()
    {
        System.out.println("GuidWindowTest seed " + seed);
        final Random random = new Random(seed);
        final ArrayDeque<String> order = new ArrayDeque<>();
        final Set<String> known = new HashSet<>();
        for (int i = 0; i < 200_000; i++)
        {
            final String guid = "guid" + random.nextInt(3_000);
            take(guid);
            assertThat(guids.contains(-1)).as("%s, seed %d", guid, seed).isEqualTo(known.contains(guid));
            if (known.add(guid))
            {
                guids.add(i);
                order.add(guid);
            }
            while (random.nextInt(3) == 0 && !order.isEmpty())
            {
                guids.removeOldest();
                known.remove(order.poll());
            }
            assertThat(guids.size()).isEqualTo(order.size());
        }
    }

    /** Time passes by fits and starts, and guids come again. */
    @Test
    void shouldCountOnlyThoseThatAreNewEnoughWhenTheOthersAreStillThere()
    {
        System.out.println("GuidWindowTest seed " + seed);
        final Random random = new Random(seed);
        final Map<String, Integer> known = new HashMap<>();
        int now = 1_000;
        for (int i = 0; i < 200_000; i++)
        {
            now += random.nextInt(20_000) == 0 ? 5_000 : random.nextInt(1_000) == 0 ? 500 : random.nextInt(2);
            final int until = now - 1_000;
            known.values().removeIf(time -> time <= until);
            final String guid = "guid" + random.nextInt(3_000);
            take(guid);
            guids.forget(until);
            assertThat(guids.contains(until)).as("%s, step %d, seed %d", guid, i, seed).isEqualTo(known
                .containsKey(guid));
            if (!known.containsKey(guid))
            {
                guids.add(now);
                known.put(guid, now);
            }
        }
    }

    @Test
    void shouldForgetAllAtOnceWhenEvenTheNewestIsOld()
    {
        for (int i = 0; i < 100_000; i++)
        {
            take("guid" + i);
            guids.add(i);
        }

        guids.forget(99_999);

        assertThat(guids.size()).isZero();
        take("guid5");
        assertThat(guids.contains(-1)).isFalse();
        guids.add(100_000);
        assertThat(guids.contains(-1)).isTrue();
    }

    @Test
    void shouldForgetALittleAtATimeWhenTheNewestIsYoung()
    {
        for (int i = 0; i < 1_000; i++)
        {
            take("guid" + i);
            guids.add(i);
        }

        guids.forget(998);

        assertThat(guids.size()).isEqualTo(1_000 - GuidWindow.REMOVAL_LIMIT);
        take("guid500");
        assertThat(guids.contains(998)).as("due to be forgotten").isFalse();
        take("guid999");
        assertThat(guids.contains(998)).isTrue();
    }

    /** The hash is no secret, so guids can be made whose bits are these. */
    @Test
    void shouldNotSearchLongWhenGuidsAreChosenToCollide()
    {
        System.out.println("GuidWindowTest seed " + seed);
        final GuidWindow sameLow = new GuidWindow(seed);
        final GuidWindow sameLowBits = new GuidWindow(seed);
        final GuidWindow sameHigh = new GuidWindow(seed);
        for (int i = 0; i < 20_000; i++)
        {
            sameLow.add(i, 7, i);
            sameLowBits.add(7, (long) i << 32, i);
            sameHigh.add(7, i, i);
        }

        assertThat(Stream.of(sameLow, sameLowBits, sameHigh)).as("seed %d", seed).allSatisfy(window -> assertThat(
            window.longestProbe()).isBetween(1, 200));
    }

    @Test
    void shouldTellGuidsApartThatDifferInOneBit()
    {
        final Set<String> hashes = new HashSet<>();
        final byte[] guid = "Q2x4bnVpZDEyMzQ1Njc4OTA".getBytes(UTF_8);
        int flipped = 0;
        for (int bit = 0; bit < guid.length * Byte.SIZE; bit++)
        {
            final byte[] other = guid.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            flipped += differingBits(guid, other);
            hashes.add(hash(other));
        }
        for (int length = 1; length <= guid.length; length++)
        {
            hashes.add(hash(java.util.Arrays.copyOf(guid, length)));
        }
        assertThat(hashes).hasSize(guid.length * Byte.SIZE + guid.length);
        assertThat(flipped / (guid.length * Byte.SIZE)).as("of 128 bits, half are to flip").isBetween(60, 68);
    }

    private int differingBits(final byte[] one, final byte[] other)
    {
        final GuidWindow first = remembering(one);
        final GuidWindow second = remembering(other);
        return Long.bitCount(first.high(0) ^ second.high(0)) + Long.bitCount(first.low(0) ^ second.low(0));
    }

    private static String hash(final byte[] guid)
    {
        final GuidWindow window = remembering(guid);
        return window.high(0) + " " + window.low(0);
    }

    private static GuidWindow remembering(final byte[] guid)
    {
        final GuidWindow window = new GuidWindow(0);
        window.guid(new UnsafeBuffer(guid), 0, guid.length);
        window.add(0);
        return window;
    }

    private void take(final String guid)
    {
        guids.guid(new UnsafeBuffer(guid.getBytes(UTF_8)), 0, guid.length());
    }
}
