package io.standfast.server.http;

import java.util.function.Supplier;

/**
 * {@code /clusterz}: what this node knows of its cluster, in JSON; {@code ?text} as a table; {@code ?stop} as a table,
 * and 503 when this node may not be stopped now.
 */
public final class ClusterPage implements Page
{
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final String FORMAT = "%-2s%-16s %-9s %-9s %16s %6s %14s %14s  %s%n";

    private final Supplier<ClusterReport> source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ClusterPage(final Supplier<ClusterReport> source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final ClusterReport report = source.get();
        if (request.has("stop"))
        {
            return PageAnswer.text(report.isStoppable() ? OK : UNAVAILABLE, table(report));
        }
        return request.has("text") ? PageAnswer.text(OK, table(report)) : PageAnswer.json(OK, json(report));
    }

    private static String table(final ClusterReport report)
    {
        final StringBuilder text = new StringBuilder(String.format(FORMAT, "", "NODE", "ROLE", "DATA", "INCARNATION",
            "TERM", "COMMIT", "LOG", "DOING"));
        for (final ClusterReport.Row row : report.members())
        {
            text.append(String.format(FORMAT, row.isSelf() ? "*" : "", row.name(), row.role(), row.state(), row
                .incarnation(), row.term(), row.commit(), row.logEnd(), row.phase()));
        }
        report.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
        return text.append(report.isStoppable() ? "This node may be stopped now: " : "Do not stop this node now: ")
            .append(
                report.reason())
            .append('\n').toString();
    }

    private static String json(final ClusterReport report)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("may_stop", report.isStoppable()).field("reason",
            report.reason()).name("members").beginArray();
        for (final ClusterReport.Row row : report.members())
        {
            json.beginObject().field("name", row.name()).field("self", row.isSelf()).field("role", row.role()).field(
                "data", row.state()).field("incarnation", row.incarnation()).field("term", row.term())
                .field("commit", row
                    .commit())
                .field("log_end", row.logEnd()).field("feature_level", row.level()).field("phase", row.phase())
                .field("monitor", row.monitor()).endObject();
        }
        json.endArray().name("notes").beginArray();
        report.notes().forEach(json::value);
        return json.endArray().endObject().text();
    }
}
