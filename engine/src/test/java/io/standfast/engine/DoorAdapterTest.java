package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.stan.StanErrors;

/**
 * What clients of the Aeron door put into the log: whatever it is, it neither throws nor touches what is not theirs.
 */
@Timeout(300)
class DoorAdapterTest
{
    private static final int ANN = 7;
    private static final int BOB = 8;
    private static final int MUTATIONS = 40_000;
    private static final int NOISE_MAX = 64;

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private final DoorCommands door = new DoorCommands();
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());

    private TestEngine engine(final String name, final int level)
    {
        final TestEngine engine = new TestEngine(directory.resolve(name));
        final Commands first = new Commands();
        engine.apply(first.termOpened(0));
        engine.apply(first.limits(100, 200, 0, 0));
        engine.apply(first.featureLevel(level));
        return engine;
    }

    private TestEngine engine()
    {
        return engine("one", FeatureLevel.AERON_DOOR);
    }

    @Test
    void shouldServeAsOverNatsWhenWellFormed()
    {
        try (TestEngine engine = engine())
        {
            assertThat(engine.applyDoor(ANN, door.hello("ann"))).contains("connected");
            assertThat(engine.applyDoor(ANN, door.hello("ann"))).as("once more").containsExactly("connected");
            assertThat(engine.applyDoor(ANN, door.hello("eve"))).containsExactly("refused " +
                StanErrors.INVALID_CONNECT_REQUEST);
            assertThat(engine.applyDoor(BOB, door.hello("ann"))).containsExactly("refused " +
                StanErrors.CLIENT_ID_ALREADY_REGISTERED);
            assertThat(engine.applyDoor(ANN, door.subscribe("orders", "", "keep", 0, 10))).contains("subscribed");
            assertThat(engine.applyDoor(ANN, door.publish("orders", "one"))).hasSize(2);
            assertThat(engine.applyDoor(BOB, door.publish("orders", "two"))).containsExactly("publish refused 0 " +
                StanErrors.INVALID_PUBLISH_REQUEST);
        }
    }

    @Test
    void shouldTouchOnlyWhatIsTheClientsWhenItAcksAndCloses()
    {
        try (TestEngine engine = engine())
        {
            engine.applyDoor(ANN, door.hello("ann"));
            engine.applyDoor(BOB, door.hello("bob"));
            engine.apply(commands.termOpened(1));
            engine.apply(commands.connect("nat", "", 0));
            engine.apply(commands.subscribe("nat", "orders", "", "", StartPositionKind.NEW_ONLY, 0, 1));
            final long other = engine.output().lastSubscriptionId();
            engine.applyDoor(ANN, door.publish("orders", "one"));
            engine.applyDoor(ANN, door.publish("orders", "two"));

            assertThat(engine.applyDoor(BOB, door.ack(other, 1))).as("a place for the second").isEmpty();
            assertThat(engine.applyDoor(BOB, door.close(other, 1))).containsExactly("refused " +
                StanErrors.INVALID_SUBSCRIPTION);
            assertThat(engine.apply(commands.ack(other, 1))).anyMatch(line -> line.contains("deliver"));
        }
    }

    @Test
    void shouldCloseTheClientAndKeepItsDurableWhenTheSessionEnds()
    {
        try (TestEngine engine = engine())
        {
            engine.applyDoor(ANN, door.hello("ann"));
            engine.applyDoor(ANN, door.subscribe("orders", "", "keep", 0, 10));
            engine.applyDoor(ANN, door.publish("orders", "one"));
            engine.takeSnapshot();
            engine.restartFromSnapshot();

            assertThat(engine.closeSession(ANN)).hasSize(2);
            assertThat(engine.closeSession(ANN)).isEmpty();
            assertThat(engine.applyDoor(BOB, door.hello("ann"))).contains("connected");
            assertThat(engine.applyDoor(BOB, door.subscribe("orders", "", "keep", 0, 10))).anyMatch(line -> line
                .contains("deliver"));
        }
    }

    @Test
    void shouldTakeNothingWhenTheLevelIsLower()
    {
        try (TestEngine engine = engine("low", FeatureLevel.CHANNEL_DIGESTS))
        {
            assertThat(engine.isTaken(ANN, door.hello("ann"))).isFalse();
            assertThat(engine.output().take()).isEmpty();
        }
    }

    @Test
    void shouldNeitherThrowNorDependOnWhatLiesBehindWhenTheMessageIsAnything()
    {
        System.out.println("DoorAdapterTest seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        final Random random = new Random(seed);
        try (TestEngine one = engine(); TestEngine other = engine("other", FeatureLevel.AERON_DOOR))
        {
            int taken = 0;
            for (int i = 0; i < MUTATIONS; i++)
            {
                final int session = random.nextInt(3) + ANN;
                final byte[] message = message(random);
                final boolean isTaken = one.isTaken(session, message, random.nextInt());
                assertThat(other.isTaken(session, message, random.nextInt())).as("seed %d, message %d", seed, i)
                    .isEqualTo(isTaken);
                taken += isTaken ? 1 : 0;
                assertThat(one.output().take()).as("seed %d, message %d", seed, i).isEqualTo(other.output().take());
            }
            assertThat(taken).as("seed %d: some are well-formed, some are not", seed).isBetween(MUTATIONS / 100,
                MUTATIONS * 9 / 10);
            final List<byte[]> state = one.takeSnapshot();
            final List<byte[]> otherState = other.takeSnapshot();
            assertThat(state).as("seed %d", seed).hasSameSizeAs(otherState);
            for (int i = 0; i < state.size(); i++)
            {
                assertThat(state.get(i)).as("seed %d, snapshot message %d", seed, i).isEqualTo(otherState.get(i));
            }
        }
    }

    private byte[] message(final Random random)
    {
        final byte[] message = wellFormed(random);
        switch (random.nextInt(6))
        {
            case 0 :
                return message;
            case 1 :
                return Arrays.copyOf(message, random.nextInt(message.length + 1));
            case 2 :
                return Arrays.copyOf(message, message.length + 1 + random.nextInt(NOISE_MAX));
            case 3 :
                final byte[] noise = new byte[random.nextInt(NOISE_MAX)];
                random.nextBytes(noise);
                return noise;
            default :
                final UnsafeBuffer buffer = new UnsafeBuffer(message);
                for (int i = 1 + random.nextInt(3); i > 0; i--)
                {
                    buffer.putByte(random.nextInt(message.length), (byte) random.nextInt());
                }
                return message;
        }
    }

    private byte[] wellFormed(final Random random)
    {
        final String channel = random.nextInt(8) == 0 ? "no..such" : "c" + random.nextInt(3);
        switch (random.nextInt(6))
        {
            case 0 :
                return door.hello(random.nextInt(4) == 0 ? "no good" : "c" + random.nextInt(4));
            case 1, 2 :
                return door.publish(channel, "p".repeat(random.nextInt(200)));
            case 3 :
                return door.subscribe(channel, random.nextBoolean() ? "" : "q", random.nextBoolean() ? "" : "d:e"
                    .substring(random.nextInt(3)), random.nextInt(6), random.nextInt(5));
            case 4 :
                return door.ack(random.nextInt(60), random.nextInt(200));
            default :
                return door.close(random.nextInt(60), random.nextInt(3));
        }
    }
}
