package io.standfast.server.http.metrics;

import java.util.Locale;

/**
 * How a metric behaves.
 */
public enum MetricType
{
    /** It never goes down but when the server starts. */
    COUNTER,
    /** It goes up and down. */
    GAUGE,
    /** Counts by upper bounds, with a sum. */
    HISTOGRAM;

    /**
     * As Prometheus writes it.
     *
     * @return word.
     */
    public String text()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
