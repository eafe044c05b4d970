package io.standfast.server.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Who may check a password against its hash, which takes long on purpose: {@value #AT_ONCE} at once, and
 * {@value #WAITING} more wait for their turn, in the order in which they came. No address has more than
 * {@value #PER_ADDRESS} of these places, so that two who guess do not keep the third one out. Asked by the threads of
 * the {@link MonitorServer}.
 */
final class PasswordChecks
{
    /** Who guesses keeps no more processors busy. */
    static final int AT_ONCE = 2;
    /** Threads that wait are not there for others. */
    static final int WAITING = 4;
    static final int PER_ADDRESS = 2;
    private static final long DEADLINE_MS = 5_000;
    private static final int BUSY = 429;
    private static final int IPV6_GROUPS = 8;
    /** Of the groups of an address: the rest of it is chosen by whoever has the network. */
    private static final int NETWORK_GROUPS = 4;

    private final long deadlineMs;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    // Guarded by its own lock: how many places each network has.
    private final Map<String, Integer> places = new HashMap<>();

    PasswordChecks()
    {
        this(DEADLINE_MS);
    }

    /**
     * Nobody checks.
     *
     * @param deadlineMs longest wait for a turn.
     */
    PasswordChecks(final long deadlineMs)
    {
        this.deadlineMs = deadlineMs;
    }

    /**
     * Wait for one's turn, and check.
     *
     * @param address of the caller.
     * @param check   that takes long.
     * @param <T>     of its result.
     * @return its result.
     * @throws UnavailableException when there is no place, or no turn in time.
     */
    <T> T take(final String address, final Supplier<T> check)
    {
        final String network = network(address);
        enter(network);
        try
        {
            if (!turns.tryAcquire(deadlineMs, TimeUnit.MILLISECONDS))
            {
                throw busy();
            }
            try
            {
                return check.get();
            }
            finally
            {
                turns.release();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new UnavailableException("this server stops");
        }
        finally
        {
            leave(network);
        }
    }

    /**
     * Those who check or wait.
     *
     * @return number of them.
     */
    int taken()
    {
        synchronized (places)
        {
            return places.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private void enter(final String network)
    {
        synchronized (places)
        {
            if (taken() >= AT_ONCE + WAITING || places.getOrDefault(network, 0) >= PER_ADDRESS)
            {
                throw busy();
            }
            places.merge(network, 1, Integer::sum);
        }
    }

    private void leave(final String network)
    {
        synchronized (places)
        {
            places.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private static UnavailableException busy()
    {
        return new UnavailableException(BUSY, "other passwords are being checked: try again in a moment");
    }

    /** Whoever has one address of IPv6 has the other ones of its network, too. */
    private static String network(final String address)
    {
        final String[] groups = address.split(":");
        return groups.length == IPV6_GROUPS ? String.join(":", Arrays.copyOf(groups, NETWORK_GROUPS)) : address;
    }
}
