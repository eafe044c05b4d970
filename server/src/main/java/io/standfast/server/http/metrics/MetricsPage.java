package io.standfast.server.http.metrics;

import io.standfast.server.http.Page;
import io.standfast.server.http.PageAnswer;
import io.standfast.server.http.PageRequest;

/**
 * {@code /metrics} in Prometheus' text format. What cannot be seen now is left out, the rest is shown.
 */
public final class MetricsPage implements Page
{
    private static final int OK = 200;
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final MetricsSource source;
    private final int channels;

    /**
     * A page.
     *
     * @param source   of what it shows.
     * @param channels that have samples of their own, those that are listened to first.
     */
    public MetricsPage(final MetricsSource source, final int channels)
    {
        this.source = source;
        this.channels = channels;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final PrometheusWriter out = new PrometheusWriter();
        new ChannelMetrics(source, channels).write(out);
        new TrafficMetrics(source).write(out);
        new NodeMetrics(source).write(out);
        ProcessMetrics.write(out);
        return new PageAnswer(OK, TYPE, out.text());
    }
}
