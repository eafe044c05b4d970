package io.standfast.replication;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A leader that is cut off keeps a long tail that nobody else has; the others elect a leader, acknowledge more, and one
 * of them is lost at the moment when the first comes back. Then the second leader is lost too. What was acknowledged
 * must be on all members at the end, in one order. Owned by the test's thread.
 */
final class TailScenario implements AutoCloseable
{
    private static final int MAX_MESSAGE = 3000;

    private final Random random;
    private final TailCluster cluster;

    TailScenario(final long seed, final Path root)
    {
        random = new Random(seed);
        cluster = new TailCluster("seed " + seed, root);
    }

    /** Play it, and compare what is left. */
    void play()
    {
        cluster.start();
        final TailMember first = cluster.establish(cluster.members(), 1 + random.nextInt(20));
        final boolean isRestarted = growTail(first);
        final List<TailMember> others = cluster.members().stream().filter(member -> member != first).toList();
        final TailMember second = cluster.establish(others, 1 + random.nextInt(20));
        final TailMember third = others.get(0) == second ? others.get(1) : others.get(0);

        loseThirdWhileFirstReturns(first, isRestarted, second, third);
        loseSecond(second);
        cluster.returnMember(third);
        first.cut().on();
        cluster.establish(List.of(first, third), 1 + random.nextInt(10));

        cluster.returnMember(second);
        cluster.compare();
    }

    private boolean growTail(final TailMember first)
    {
        first.cut().off();
        cluster.publish(5 + random.nextInt(200), 1 + random.nextInt(MAX_MESSAGE));
        cluster.pause(random.nextInt(20));
        cluster.client().close();
        final boolean isRestarted = random.nextBoolean();
        cluster.tell(
            "tail on member " + first.id() + " to number " + cluster.client().sent() + (isRestarted ? ", killed" : ""));
        if (isRestarted)
        {
            first.kill();
        }
        return isRestarted;
    }

    private void loseThirdWhileFirstReturns(final TailMember first, final boolean isRestarted, final TailMember second,
        final TailMember third)
    {
        final boolean isDeafFirst = !isRestarted && random.nextInt(4) == 0;
        final boolean isThirdKilled = random.nextBoolean();
        final int lengthBytes = 1 + random.nextInt(random.nextBoolean() ? 200 : MAX_MESSAGE);
        if (random.nextBoolean())
        {
            third.cut().off();
            cluster.pause(random.nextInt(150));
        }
        cluster.publish(1 + random.nextInt(10), lengthBytes);
        if (isRestarted)
        {
            first.cut().on();
            first.start();
        }
        third.cut().off();
        cluster.publish(1 + random.nextInt(10), lengthBytes);
        if (isDeafFirst)
        {
            first.cut().deaf();
        }
        else
        {
            first.cut().on();
        }
        final long before = cluster.client().acknowledged().size();
        cluster.pause(random.nextInt(250));
        cluster.publish(random.nextInt(10), lengthBytes);
        cluster.pause(random.nextInt(100));
        cluster.tell("without member " + third.id() + ", member " + second.id() + " acknowledged " +
            (cluster.client().acknowledged()
                .size() - before) +
            (isDeafFirst ? ", first deaf" : ""));
        if (isThirdKilled)
        {
            third.kill();
        }
    }

    private void loseSecond(final TailMember second)
    {
        second.cut().off();
        cluster.pause(random.nextInt(30));
        cluster.client().close();
        final boolean isKilled = random.nextBoolean();
        if (isKilled)
        {
            second.kill();
        }
        cluster
            .tell("member " + second.id() + (isKilled ? " killed" : " cut off") + ", sent " + cluster.client().sent() +
                ", acknowledged " + cluster.client().acknowledged()
                    .size());
    }

    @Override
    public void close()
    {
        cluster.close();
    }
}
