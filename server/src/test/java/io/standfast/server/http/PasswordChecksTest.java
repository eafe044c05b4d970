package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two strangers who guess without end, and an admin who wants to come in.
 */
class PasswordChecksTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    private final PasswordChecks checks = new PasswordChecks(TimeUnit.NANOSECONDS.toMillis(DEADLINE_NS));
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void after()
    {
        mayEnd.release(100);
        callers.shutdown();
    }

    /** Somebody whose password is checked, or waits for it, from now on. */
    private Future<String> ask(final String address)
    {
        final int before = checks.taken();
        final Future<String> answer = callers.submit(() -> checks.take(address, () -> check(address)));
        await(() -> checks.taken() > before);
        return answer;
    }

    private String check(final String address)
    {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        mayEnd.acquireUninterruptibly();
        running.decrementAndGet();
        return address;
    }

    private static void await(final BooleanSupplier condition)
    {
        final long beginNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertThat(System.nanoTime() - beginNs).isLessThan(DEADLINE_NS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void shouldLetAnAdminInWhenTwoStrangersHoldAllTheyCan() throws Exception
    {
        final List<Future<String>> strangers = new ArrayList<>();
        for (final String address : new String[]{"192.0.2.1", "192.0.2.2"})
        {
            strangers.add(ask(address));
            strangers.add(ask(address));
        }
        for (final String address : new String[]{"192.0.2.1", "192.0.2.2"})
        {
            assertThatThrownBy(() -> checks.take(address, () -> address)).isInstanceOf(UnavailableException.class)
                .hasMessageContaining("other passwords are being checked");
        }

        final Future<String> admin = ask("198.51.100.7");
        await(() -> running.get() == PasswordChecks.AT_ONCE);
        mayEnd.release(strangers.size() + 1);

        assertThat(admin.get(30, TimeUnit.SECONDS)).isEqualTo("198.51.100.7");
        assertThat(most.get()).isEqualTo(PasswordChecks.AT_ONCE);
        for (final Future<String> stranger : strangers)
        {
            assertThat(stranger.get(30, TimeUnit.SECONDS)).startsWith("192.0.2.");
        }
        assertThat(checks.take("192.0.2.1", () -> "again")).isEqualTo("again");
        assertThat(checks.taken()).isZero();
    }

    @Test
    void shouldLetOnlySoManyWait()
    {
        final List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < PasswordChecks.AT_ONCE + PasswordChecks.WAITING; i++)
        {
            all.add(ask("192.0.2." + i));
        }

        assertThatThrownBy(() -> checks.take("198.51.100.7", () -> "in")).isInstanceOf(UnavailableException.class);

        assertThat(all).noneMatch(Future::isDone);
    }

    @Test
    void shouldNotWaitForEver()
    {
        final PasswordChecks hasty = new PasswordChecks(1);
        for (int i = 0; i < PasswordChecks.AT_ONCE; i++)
        {
            final String address = "192.0.2." + i;
            callers.submit(() -> hasty.take(address, () -> check(address)));
        }
        await(() -> running.get() == PasswordChecks.AT_ONCE);

        assertThatThrownBy(() -> hasty.take("198.51.100.7", () -> "in")).isInstanceOf(UnavailableException.class);

        assertThat(hasty.taken()).isEqualTo(PasswordChecks.AT_ONCE);
    }

    @Test
    void shouldTakeANetworkOfIpv6ForOneAddress()
    {
        ask("2001:db8:0:1:0:0:0:1");
        ask("2001:db8:0:1:0:0:0:2");

        assertThatThrownBy(() -> checks.take("2001:db8:0:1:0:0:0:3", () -> "in")).isInstanceOf(
            UnavailableException.class);
    }
}
