package io.standfast.nats.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what was refused for want of a permission: the same only once in ten minutes, and no more than ten
 * lines in ten seconds, whoever knocks. Owned by the gateway thread.
 */
public final class RefusalLog
{
    /** Lines that are remembered. */
    static final int LINES_REMEMBERED = 1024;
    /** Lines of one window. */
    static final int LINES_PER_WINDOW = 10;
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long REPEAT_NS = TimeUnit.MINUTES.toNanos(10);
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Long> said = new LinkedHashMap<>();
    private long windowNs;
    private int lines;
    private long unsaid;
    private boolean isStarted;

    /**
     * Something was refused.
     *
     * @param line  one line that says what and to whom.
     * @param nowNs time of the duty cycle.
     * @return whether it was logged.
     */
    public boolean refused(final String line, final long nowNs)
    {
        if (!isStarted || nowNs - windowNs >= WINDOW_NS)
        {
            isStarted = true;
            windowNs = nowNs;
            lines = 0;
        }
        final Long saidNs = said.get(line);
        if (saidNs != null && nowNs - saidNs < REPEAT_NS)
        {
            return false;
        }
        if (lines == LINES_PER_WINDOW)
        {
            unsaid++;
            return false;
        }
        remember(line, nowNs);
        lines++;
        LOG.warn("{}{}", line, unsaid == 0 ? "" : " (" + unsaid + " more refusals before it were not logged)");
        unsaid = 0;
        return true;
    }

    private void remember(final String line, final long nowNs)
    {
        said.remove(line);
        said.put(line, nowNs);
        if (said.size() > LINES_REMEMBERED)
        {
            said.remove(said.keySet().iterator().next());
        }
    }
}
