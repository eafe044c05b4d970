package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.agrona.CloseHelper;

/**
 * A leader that is cut off keeps a long tail that nobody else has; the others elect a leader, acknowledge more, and one
 * of them is lost at the moment when the first comes back. Then the second leader is lost too. What was acknowledged
 * must be on all members at the end, in one order. Owned by the test's thread.
 */
final class TailScenario implements AutoCloseable
{
    private static final int MEMBERS = 3;
    private static final int PORTS = 10;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int MAX_MESSAGE = 3000;

    private final long seed;
    private final Random random;
    private final TailClient client = new TailClient();
    private final List<TailMember> members = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();

    TailScenario(final long seed, final Path root)
    {
        this.seed = seed;
        random = new Random(seed);
        final int base = freePorts();
        final List<Member> addresses = IntStream.range(0, MEMBERS).mapToObj(id -> new Member(id, "m" + id, "127.0.0.1",
            base + id * PORTS)).toList();
        IntStream.range(0, MEMBERS).forEach(id -> members.add(new TailMember(id, root, addresses)));
    }

    /** Play it, and compare what is left. */
    void play()
    {
        members.forEach(TailMember::start);
        final TailMember first = establish(members, 1 + random.nextInt(20));
        final boolean isRestarted = growTail(first);
        final List<TailMember> others = members.stream().filter(member -> member != first).toList();
        final TailMember second = establish(others, 1 + random.nextInt(20));
        final TailMember third = others.get(0) == second ? others.get(1) : others.get(0);

        loseThirdWhileFirstReturns(first, isRestarted, second, third);
        loseSecond(second);
        returnMember(third);
        first.cut().on();
        establish(List.of(first, third), 1 + random.nextInt(10));

        returnMember(second);
        compare();
    }

    private boolean growTail(final TailMember first)
    {
        first.cut().off();
        publish(5 + random.nextInt(200), 1 + random.nextInt(MAX_MESSAGE));
        pause(random.nextInt(20));
        client.close();
        final boolean isRestarted = random.nextBoolean();
        tell("tail on member " + first.id() + " to number " + client.sent() + (isRestarted ? ", killed" : ""));
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
            pause(random.nextInt(150));
        }
        publish(1 + random.nextInt(10), lengthBytes);
        if (isRestarted)
        {
            first.cut().on();
            first.start();
        }
        third.cut().off();
        publish(1 + random.nextInt(10), lengthBytes);
        if (isDeafFirst)
        {
            first.cut().deaf();
        }
        else
        {
            first.cut().on();
        }
        final long before = client.acknowledged().size();
        pause(random.nextInt(250));
        publish(random.nextInt(10), lengthBytes);
        pause(random.nextInt(100));
        tell("without member " + third.id() + ", member " + second.id() + " acknowledged " + (client.acknowledged()
            .size() - before) + (isDeafFirst ? ", first deaf" : ""));
        if (isThirdKilled)
        {
            third.kill();
        }
    }

    private void loseSecond(final TailMember second)
    {
        second.cut().off();
        pause(random.nextInt(30));
        client.close();
        final boolean isKilled = random.nextBoolean();
        if (isKilled)
        {
            second.kill();
        }
        tell("member " + second.id() + (isKilled ? " killed" : " cut off") + ", sent " + client.sent() +
            ", acknowledged " + client.acknowledged()
                .size());
    }

    private static void returnMember(final TailMember member)
    {
        member.cut().on();
        if (!member.isRunning())
        {
            startAgain(member);
        }
    }

    private boolean isToStartAgain(final TailMember member)
    {
        return member.hasEnded() || member.isStuck(members.stream().anyMatch(TailMember::isLeader));
    }

    /** A member whose agents have ended is started again, as the system would do it. */
    private static void startAgain(final TailMember member)
    {
        member.close();
        member.start();
    }

    private void compare()
    {
        final long last = client.sent();
        await("all members have number " + last, () -> members.stream().allMatch(member -> member.isSettled() && last(
            member) == last));
        final long[] expected = members.get(0).applied().list();
        final String problem = "seed " + seed + ": " + story + "members " + members;
        assertThat(expected).as(problem).isSorted().doesNotHaveDuplicates().contains(client.acknowledged()
            .toLongArray());
        for (final TailMember member : members)
        {
            assertThat(member.applied().list()).as(problem).isEqualTo(expected);
        }
    }

    private static long last(final TailMember member)
    {
        final int size = member.applied().size();
        return size == 0 ? 0 : member.applied().list()[size - 1];
    }

    /**
     * Wait until one of them leads and has acknowledged new messages. On a slow machine leadership may be lost while
     * they are under way: then once more.
     */
    private TailMember establish(final List<TailMember> candidates, final int count)
    {
        final TailMember[] leader = new TailMember[1];
        await("one of " + candidates + " leads", () ->
        {
            final TailMember found = candidates.stream().filter(TailMember::isLeader).findFirst().orElse(null);
            if (found != leader[0])
            {
                client.close();
                leader[0] = found;
            }
            return found != null && client.isConnected(found) && isAcknowledged(found, count);
        });
        tell("member " + leader[0].id() + " leads from number " + client.sent());
        return leader[0];
    }

    private boolean isAcknowledged(final TailMember leader, final int count)
    {
        publish(count, 1);
        final long last = client.sent();
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (leader.isLeader() && !client.isAcknowledged(last))
        {
            cycle();
            if (System.nanoTime() - deadlineNs > 0)
            {
                client.close();
                return false;
            }
        }
        return client.isAcknowledged(last);
    }

    private void publish(final int count, final int lengthBytes)
    {
        for (int i = 0; i < count && client.publish(lengthBytes); i++)
        {
            client.poll();
        }
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            cycle();
            members.stream().filter(this::isToStartAgain).forEach(TailScenario::startAgain);
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("seed " + seed + ": not in time: " + what + "; " + story + "members " +
                    members + "; errors " + members.stream().map(TailMember::errors).toList());
            }
        }
    }

    /** Time passes, and answers are heard. */
    private void pause(final long timeMs)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeMs);
        while (System.nanoTime() - deadlineNs < 0)
        {
            cycle();
        }
    }

    private void cycle()
    {
        client.poll();
        LockSupport.parkNanos(POLL_NS);
    }

    private void tell(final String text)
    {
        story.append(text).append("; ");
    }

    /** For all members in one row, so that no two of them have the same. */
    private static int freePorts()
    {
        while (true)
        {
            final int base = new Random().nextInt(1_200, 3_200) * PORTS;
            if (IntStream.range(base, base + MEMBERS * PORTS).allMatch(TailScenario::isFree))
            {
                return base;
            }
        }
    }

    private static boolean isFree(final int port)
    {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress()))
        {
            return socket.isBound();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /** What happened, for people. */
    String story()
    {
        return story.toString();
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(client);
        CloseHelper.quietCloseAll(members);
    }
}
