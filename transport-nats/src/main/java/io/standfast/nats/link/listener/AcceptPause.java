package io.standfast.nats.link.listener;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rests from accepting when that fails, as it does while the process has no file descriptor left: who knocks stays in
 * the kernel's queue and the server socket is ready all the time, so that its thread would never sleep. Owned by the
 * gateway thread.
 */
final class AcceptPause
{
    static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long SAY_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);

    private final List<SelectionKey> resting = new ArrayList<>();
    private boolean isAnySaid;
    private boolean isSaid;
    private long pausedNs;
    private long saidNs;

    /**
     * A socket could not be accepted.
     *
     * @param key    of the server socket.
     * @param reason that the kernel gives.
     * @param nowNs  time of the duty cycle.
     */
    void onFailed(final SelectionKey key, final IOException reason, final long nowNs)
    {
        key.interestOps(0);
        resting.add(key);
        pausedNs = nowNs;
        // Now and then one is accepted in between: that is no reason to say it again.
        if (!isAnySaid || nowNs - saidNs >= SAY_INTERVAL_NS)
        {
            isAnySaid = true;
            isSaid = true;
            saidNs = nowNs;
            LOG.warn("Clients cannot connect: {}; those that are connected are served, the others wait. When files " +
                "are the reason, let the process open more: ulimit -n, or LimitNOFILE= in systemd's unit; it goes on " +
                "by itself", reason.getMessage());
        }
    }

    /** A socket has been accepted. */
    void onAccepted()
    {
        if (isSaid)
        {
            isSaid = false;
            LOG.info("Clients can connect again");
        }
    }

    /**
     * Knock again when it is time.
     *
     * @param nowNs time of the duty cycle.
     * @return amount of work done.
     */
    int doWork(final long nowNs)
    {
        if (resting.isEmpty() || nowNs - pausedNs < PAUSE_NS)
        {
            return 0;
        }
        for (int i = 0; i < resting.size(); i++)
        {
            if (resting.get(i).isValid())
            {
                resting.get(i).interestOps(SelectionKey.OP_ACCEPT);
            }
        }
        resting.clear();
        return 1;
    }
}
