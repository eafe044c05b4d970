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
 * Three members in this process, and a client that publishes numbers. Owned by the test's thread.
 */
final class TailCluster implements AutoCloseable
{
    private static final int MEMBERS = 3;
    private static final int PORTS = 10;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final String name;
    private final TailClient client = new TailClient();
    private final List<TailMember> members = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();

    /**
     * Members that do not run yet.
     *
     * @param name of what is played, for people.
     * @param root of their directories.
     */
    TailCluster(final String name, final Path root)
    {
        this.name = name;
        final int base = freePorts();
        final List<Member> addresses = IntStream.range(0, MEMBERS).mapToObj(id -> new Member(id, "m" + id, "127.0.0.1",
            base + id * PORTS)).toList();
        IntStream.range(0, MEMBERS).forEach(id -> members.add(new TailMember(id, root, addresses)));
    }

    void start()
    {
        members.forEach(TailMember::start);
    }

    List<TailMember> members()
    {
        return members;
    }

    TailClient client()
    {
        return client;
    }

    /** It is heard again, and started if it does not run. */
    void returnMember(final TailMember member)
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

    /** All members must have the same at the end, and in it all that was acknowledged. */
    void compare()
    {
        final long last = client.sent();
        await("all members have number " + last, () -> members.stream().allMatch(member -> member.isSettled() && last(
            member) == last));
        final long[] expected = members.get(0).applied().list();
        final String problem = name + ": " + story + "members " + members;
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
    TailMember establish(final List<TailMember> candidates, final int count)
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

    void publish(final int count, final int lengthBytes)
    {
        for (int i = 0; i < count && client.publish(lengthBytes); i++)
        {
            client.poll();
        }
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            cycle();
            members.stream().filter(this::isToStartAgain).forEach(TailCluster::startAgain);
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError(name + ": not in time: " + what + "; " + story + "members " +
                    members + "; errors " + members.stream().map(TailMember::errors).toList());
            }
        }
    }

    /** Time passes, and answers are heard. */
    void pause(final long timeMs)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeMs);
        while (System.nanoTime() - deadlineNs < 0)
        {
            cycle();
        }
    }

    void cycle()
    {
        client.poll();
        LockSupport.parkNanos(POLL_NS);
    }

    void tell(final String text)
    {
        story.append(text).append("; ");
    }

    /** For all members in one row, so that no two of them have the same. */
    private static int freePorts()
    {
        while (true)
        {
            final int base = new Random().nextInt(1_200, 3_200) * PORTS;
            if (IntStream.range(base, base + MEMBERS * PORTS).allMatch(TailCluster::isFree))
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
