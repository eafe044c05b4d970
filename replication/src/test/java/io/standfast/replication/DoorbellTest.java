package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;

import io.aeron.driver.MediaDriver;
import io.standfast.replication.Doorbell.Station;

/**
 * Nobody sleeps through a ring: a lost one would cost the whole of a sleep, which is a minute here.
 */
class DoorbellTest
{
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int MESSAGES = 50_000;

    private final Doorbell doorbell = new Doorbell(0);

    /** An agent that passes a number on as soon as it sees it. */
    private final class Passer extends Thread
    {
        private final AtomicLong from;
        private final AtomicLong to;
        private final IdleStrategy idle;
        private final AtomicBoolean isStopped;

        private Passer(final Station station, final AtomicLong from, final AtomicLong to,
            final AtomicBoolean isStopped)
        {
            this.from = from;
            this.to = to;
            this.isStopped = isStopped;
            idle = doorbell.newIdleStrategy(station, MINUTE_NS);
            setDaemon(true);
        }

        @Override
        public void run()
        {
            while (!isStopped.get())
            {
                final long next = from.get();
                final int work = next == to.get() ? 0 : 1;
                if (work > 0)
                {
                    to.set(next);
                }
                idle.idle(work);
            }
        }
    }

    @Test
    void shouldPassEveryMessageFromSleeperToSleeper()
    {
        final AtomicBoolean isStopped = new AtomicBoolean();
        final AtomicLong sent = new AtomicLong();
        final AtomicLong half = new AtomicLong();
        final AtomicLong come = new AtomicLong();
        // One is waked by the ring of a client's message, one by the other's.
        new Passer(Station.CONSENSUS, sent, half, isStopped).start();
        new Passer(Station.ASIDE, half, come, isStopped).start();
        final long beginNs = System.nanoTime();
        long longestNs = 0;
        for (int i = 1; i <= MESSAGES && System.nanoTime() - beginNs < DEADLINE_NS; i++)
        {
            if (i % 5_000 == 0)
            {
                // Both reach their deepest sleep.
                final long pauseNs = System.nanoTime();
                while (System.nanoTime() - pauseNs < TimeUnit.MILLISECONDS.toNanos(20))
                {
                    Thread.yield();
                }
            }
            final long sentNs = System.nanoTime();
            sent.set(i);
            doorbell.ring();
            while (come.get() != i && System.nanoTime() - beginNs < DEADLINE_NS)
            {
                Thread.yield();
            }
            longestNs = Math.max(longestNs, System.nanoTime() - sentNs);
        }
        isStopped.set(true);
        doorbell.ring();

        assertThat(come.get()).as("the longest took %d ms", longestNs / 1_000_000).isEqualTo(MESSAGES);
    }

    /** The ring comes at any moment of the way back into a deep sleep. */
    @Test
    void shouldLookAgainAfterEveryRing()
    {
        final AtomicLong looks = new AtomicLong();
        final AtomicBoolean isStopped = new AtomicBoolean();
        final IdleStrategy sleeper = doorbell.newIdleStrategy(Station.ASIDE, MINUTE_NS);
        final IdleStrategy ringer = doorbell.newIdleStrategy(Station.CONSENSUS, MINUTE_NS);
        final Thread thread = new Thread(() ->
        {
            while (!isStopped.get())
            {
                looks.incrementAndGet();
                sleeper.idle(0);
            }
        });
        thread.setDaemon(true);
        thread.start();
        final long beginNs = System.nanoTime();
        while (System.nanoTime() - beginNs < TimeUnit.MILLISECONDS.toNanos(20))
        {
            Thread.yield();
        }
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        int lost = -1;
        for (int i = 0; i < MESSAGES && lost < 0; i++)
        {
            final long before = looks.get();
            ringer.idle(1);
            final long rungNs = System.nanoTime();
            while (looks.get() == before && lost < 0)
            {
                lost = System.nanoTime() - rungNs > TimeUnit.SECONDS.toNanos(10) ? i : -1;
            }
            for (int spins = random.nextInt(200); spins > 0; spins--)
            {
                Thread.onSpinWait();
            }
        }
        isStopped.set(true);
        ringer.idle(1);

        assertThat(lost).as("ring that was not heard, seed %d", seed).isEqualTo(-1);
    }

    /** Who has asked something and waits did not work in between: nothing else would ring for it. */
    @Test
    void shouldWakeOthersWhenOneWaitsForTheirAnswer()
    {
        for (final IdleStrategy waiting : new IdleStrategy[]{doorbell.newIdleStrategy(Station.CONSENSUS, MINUTE_NS),
            doorbell.askersIdleStrategy()})
        {
            final AtomicLong asked = new AtomicLong();
            final AtomicLong answered = new AtomicLong();
            final AtomicBoolean isStopped = new AtomicBoolean();
            new Passer(Station.ARCHIVE, asked, answered, isStopped).start();
            final long deadlineNs = System.nanoTime() + DEADLINE_NS;
            for (int question = 1; question <= 200; question++)
            {
                asked.set(question);
                waiting.reset();
                while (answered.get() != question)
                {
                    waiting.idle();
                    assertThat(System.nanoTime() - deadlineNs).as("question %d has no answer", question).isNegative();
                }
            }
            isStopped.set(true);
        }
    }

    /** A hundred a second come from the others of a cluster that nobody uses. */
    @Test
    void shouldLetOthersSleepWhenOnlyHeartbeatsWakeTheDriver()
    {
        final AtomicLong looks = new AtomicLong();
        final AtomicBoolean isStopped = new AtomicBoolean();
        try (NetworkBell network = new NetworkBell(0))
        {
            network.watch(new MediaDriver.Context());
            final IdleStrategy consensus = doorbell.newIdleStrategy(Station.CONSENSUS, TimeUnit.MILLISECONDS.toNanos(
                2), network);
            final IdleStrategy archive = doorbell.newIdleStrategy(Station.ARCHIVE, MINUTE_NS);
            final Thread thread = new Thread(() ->
            {
                while (!isStopped.get())
                {
                    looks.incrementAndGet();
                    archive.idle(0);
                }
            });
            thread.setDaemon(true);
            thread.start();
            for (int i = 0; i < 60; i++)
            {
                consensus.idle(0);
            }
            final long asleep = looks.get();

            for (int heartbeat = 0; heartbeat < 100; heartbeat++)
            {
                consensus.idle(1);
                consensus.idle(0);
            }
            // By itself it looks less and less often.
            assertThat(looks.get() - asleep).as("looks while a hundred heartbeats came").isLessThan(12);
            final long before = looks.get();
            doorbell.ring();
            consensus.idle(1);
            final long rungNs = System.nanoTime();
            while (looks.get() == before && System.nanoTime() - rungNs < DEADLINE_NS)
            {
                Thread.yield();
            }
            assertThat(looks.get()).as("looks for a client's message").isGreaterThan(before);
            isStopped.set(true);
            doorbell.ring();
        }
    }

    @Test
    void shouldSleepLongerAndLonger()
    {
        final IdleStrategy idle = doorbell.newIdleStrategy(Station.SERVICE, TimeUnit.MILLISECONDS.toNanos(50));
        final long beginNs = System.nanoTime();
        int looks = 0;
        while (System.nanoTime() - beginNs < TimeUnit.MILLISECONDS.toNanos(500))
        {
            idle.idle(0);
            looks++;
        }

        assertThat(looks).as("30 at once, a few light sleeps, then 20 a second").isLessThan(60);
    }
}
