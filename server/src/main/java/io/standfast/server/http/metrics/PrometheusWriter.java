package io.standfast.server.http.metrics;

import java.util.EnumSet;
import java.util.Set;

import io.standfast.engine.view.DurationHistogram;

/**
 * Writes Prometheus' text format, version 0.0.4. Owned by the thread that answers a request.
 */
final class PrometheusWriter
{
    private static final double NS_PER_S = 1e9;

    private final StringBuilder out = new StringBuilder(64 * 1024);
    private final Set<Family> begun = EnumSet.noneOf(Family.class);
    private Family family;

    /**
     * What the samples that follow are of. All samples of a family follow one another.
     *
     * @param next family.
     * @return this.
     */
    PrometheusWriter family(final Family next)
    {
        family = next;
        return this;
    }

    /**
     * A sample.
     *
     * @param value  of it.
     * @param labels values, in the order of the family's labels.
     * @return this.
     */
    PrometheusWriter sample(final long value, final String... labels)
    {
        begin();
        line("", null, labels).append(value).append('\n');
        return this;
    }

    PrometheusWriter sample(final boolean value, final String... labels)
    {
        return sample(value ? 1 : 0, labels);
    }

    /**
     * A sample in seconds.
     *
     * @param valueNs of it, ns.
     * @param labels  values, in the order of the family's labels.
     * @return this.
     */
    PrometheusWriter seconds(final long valueNs, final String... labels)
    {
        begin();
        line("", null, labels).append(valueNs / NS_PER_S).append('\n');
        return this;
    }

    /**
     * A histogram of seconds.
     *
     * @param histogram of it.
     * @param labels    values, in the order of the family's labels.
     * @return this.
     */
    PrometheusWriter histogram(final DurationHistogram histogram, final String... labels)
    {
        begin();
        final long sumNs = histogram.sumNs();
        long count = 0;
        for (int i = 0; i <= DurationHistogram.bounds(); i++)
        {
            count += histogram.count(i);
            final String bound = i == DurationHistogram.bounds() ? "+Inf" : Double.toString(DurationHistogram.boundNs(
                i) / NS_PER_S);
            line("_bucket", bound, labels).append(count).append('\n');
        }
        line("_sum", null, labels).append(sumNs / NS_PER_S).append('\n');
        line("_count", null, labels).append(count).append('\n');
        return this;
    }

    String text()
    {
        return out.toString();
    }

    private void begin()
    {
        if (begun.contains(family))
        {
            return;
        }
        begun.add(family);
        final Metric metric = family.metric();
        out.append("# HELP ").append(metric.name()).append(' ');
        escape(metric.doc(), false);
        out.append("\n# TYPE ").append(metric.name()).append(' ').append(metric.type().text()).append('\n');
    }

    private StringBuilder line(final String suffix, final String bound, final String... values)
    {
        final String[] names = family.metric().labels();
        if (names.length != values.length)
        {
            throw new IllegalStateException(family + " has " + names.length + " labels, not " + values.length);
        }
        out.append(family.metric().name()).append(suffix);
        char separator = '{';
        for (int i = 0; i < names.length; i++)
        {
            label(separator, names[i], values[i]);
            separator = ',';
        }
        if (bound != null)
        {
            label(separator, "le", bound);
            separator = ',';
        }
        return out.append(separator == ',' ? "} " : " ");
    }

    private void label(final char separator, final String name, final String value)
    {
        out.append(separator).append(name).append("=\"");
        escape(value, true);
        out.append('"');
    }

    private void escape(final String text, final boolean isQuoted)
    {
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            switch (c)
            {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(isQuoted ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }
}
