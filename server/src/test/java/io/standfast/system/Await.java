package io.standfast.system;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Waits for a condition, with a deadline and a word for what did not happen. Stateless.
 */
final class Await
{
    static final Duration DEADLINE = Duration.ofSeconds(60);
    /** For what happens at times, or must not happen. */
    static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final long PAUSE_NS = 1_000_000L;

    private Await()
    {
    }

    static void until(final String what, final BooleanSupplier condition)
    {
        until(what, DEADLINE, condition);
    }

    static void until(final Supplier<String> what, final BooleanSupplier condition)
    {
        if (!isTrueWithin(DEADLINE, condition))
        {
            throw new AssertionError("not within " + DEADLINE + ": " + what.get());
        }
    }

    static void until(final String what, final Duration deadline, final BooleanSupplier condition)
    {
        if (!isTrueWithin(deadline, condition))
        {
            throw new AssertionError("not within " + deadline + ": " + what);
        }
    }

    /** The number that was waited for; it may be another one a moment later. */
    static int number(final String what, final IntSupplier value, final IntPredicate condition)
    {
        final AtomicInteger found = new AtomicInteger();
        until(what, () ->
        {
            found.set(value.getAsInt());
            return condition.test(found.get());
        });
        return found.get();
    }

    /** Whether the condition becomes true in time. For its absence use {@code assertThat(...).isFalse()}. */
    static boolean isTrueWithin(final Duration deadline, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return true;
    }
}
