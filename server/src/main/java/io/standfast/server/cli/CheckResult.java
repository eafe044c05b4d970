package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a check has found: the worst of what it looked at, in words and figures. Owned by one thread.
 */
final class CheckResult
{
    private final String name;
    private final List<String> texts = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private Status status = Status.OK;

    /**
     * Nothing looked at yet.
     *
     * @param name of the check.
     */
    CheckResult(final String name)
    {
        this.name = name;
    }

    /**
     * What monitoring systems know; the exit codes are Nagios'.
     */
    enum Status
    {
        /** As it should be. */
        OK(0),
        /** Somebody should look at it. */
        WARNING(1),
        /** Somebody must look at it now. */
        CRITICAL(2),
        /** It could not be found out. */
        UNKNOWN(3);

        private final int code;

        Status(final int code)
        {
            this.code = code;
        }

        int code()
        {
            return code;
        }

        /** Whether it is worse news: what is certainly wrong counts more than what is not known. */
        private boolean isWorseThan(final Status other)
        {
            return this != OK && (other == OK || other == WARNING || this == CRITICAL && other == UNKNOWN);
        }
    }

    /**
     * How it is written.
     */
    enum Format
    {
        /** For people. */
        TEXT,
        /** One line with figures behind a bar. */
        NAGIOS,
        /** One document. */
        JSON,
        /** For the text file collector of a node exporter. */
        PROMETHEUS
    }

    /**
     * A figure.
     *
     * @param label    of it.
     * @param value    of it.
     * @param limits   from which on it is a warning, or critical.
     */
    private record Figure(String label, long value, CheckLimits limits)
    {
    }

    /**
     * Something was looked at.
     *
     * @param found how it is.
     * @param text  what, where, and what to do when it is not as it should be.
     * @return this.
     */
    CheckResult say(final Status found, final String text)
    {
        if (found.isWorseThan(status))
        {
            status = found;
        }
        // What is wrong comes first.
        texts.add(found == Status.OK ? texts.size() : 0, text);
        return this;
    }

    /**
     * A figure that has limits.
     *
     * @param label  of it.
     * @param value  of it.
     * @param limits of it.
     * @return this.
     */
    CheckResult figure(final String label, final long value, final CheckLimits limits)
    {
        figures.add(new Figure(label, value, limits));
        final Status found = limits.status(value);
        return found == Status.OK ? this
            : say(found, label + " " + value + " is beyond " + (found == Status.CRITICAL ? limits.critical()
                : limits.warning()));
    }

    Status status()
    {
        return status;
    }

    String text(final Format format)
    {
        return switch (format)
        {
            case TEXT -> status + ": " + name + ": " + String.join("; ", texts) + figureText(", ", ": ", " ") + "\n";
            case NAGIOS -> name.toUpperCase(Locale.ROOT) + " " + status + " - " + String.join("; ", texts).replace('|',
                '/') + perfData() + "\n";
            case JSON -> json() + "\n";
            case PROMETHEUS -> prometheus();
        };
    }

    private String figureText(final String between, final String first, final String inside)
    {
        final StringBuilder out = new StringBuilder();
        for (final Figure figure : figures)
        {
            out.append(out.isEmpty() ? first : between).append(figure.label()).append(inside).append(figure.value());
        }
        return out.toString();
    }

    private String perfData()
    {
        final StringBuilder out = new StringBuilder();
        for (final Figure figure : figures)
        {
            out.append(out.isEmpty() ? " | " : " ").append(figure.label()).append('=').append(figure.value()).append(
                figure.limits().perfData());
        }
        return out.toString();
    }

    private String json()
    {
        final JsonWriter json = new JsonWriter().beginObject().field("check", name).field("status", status.name())
            .field("code", status.code()).name("messages").beginArray();
        texts.forEach(json::value);
        json.endArray().name("figures").beginObject();
        figures.forEach(figure -> json.field(figure.label(), figure.value()));
        return json.endObject().endObject().text();
    }

    private String prometheus()
    {
        final StringBuilder out = new StringBuilder("# TYPE standfast_check_status gauge\n");
        out.append("standfast_check_status{check=\"").append(name).append("\"} ").append(status.code()).append('\n');
        for (final Figure figure : figures)
        {
            final String metric = "standfast_check_" + figure.label();
            out.append("# TYPE ").append(metric).append(" gauge\n").append(metric).append("{check=\"").append(name)
                .append("\"} ").append(figure.value()).append('\n');
        }
        return out.toString();
    }
}
