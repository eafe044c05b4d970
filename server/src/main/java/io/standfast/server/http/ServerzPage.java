package io.standfast.server.http;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.OffsetDateTime;

import com.sun.management.UnixOperatingSystemMXBean;

import io.standfast.engine.view.ServerView;

/**
 * {@code /streaming/serverz}: who the server is, what it holds and what it has done.
 */
public final class ServerzPage implements Page
{
    private static final int DAYS_PER_YEAR = 365;

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ServerzPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final ServerView server = source.look(views -> views.server());
        final ServerFacts facts = source.facts();
        final OffsetDateTime now = OffsetDateTime.now();
        final JsonWriter json = StreamingJson.begin(source).field("version", facts.version()).field("go", facts
            .runtime()).field("state", facts.state());
        StreamingJson.optional(json, "role", facts.role());
        StreamingJson.optional(json, "node_id", facts.nodeId());
        json.field("now", StreamingJson.time(now)).field("start_time", StreamingJson.time(facts.startTime())).field(
            "uptime", uptime(Duration.between(facts.startTime(), now))).field("clients", server.clients()).field(
                "subscriptions", server.subscriptions())
            .field("channels", server.channels().size()).field("total_msgs",
                server.messages())
            .field("total_bytes", server.bytes()).field("in_msgs", facts.traffic().inMsgs())
            .field("in_bytes", facts.traffic().inBytes()).field("out_msgs", facts.traffic().outMsgs()).field(
                "out_bytes", facts.traffic().outBytes());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
        {
            json.field("open_fds", unix.getOpenFileDescriptorCount()).field("max_fds", unix
                .getMaxFileDescriptorCount());
        }
        return PageAnswer.json(request, json.endObject().text());
    }

    /**
     * As the original writes it: from the largest unit that is not zero, years and days of no leap year.
     *
     * @param up how long.
     * @return text, for example 1d0h3m5s.
     */
    static String uptime(final Duration up)
    {
        final long days = up.toDays();
        final StringBuilder text = new StringBuilder();
        if (days >= DAYS_PER_YEAR)
        {
            text.append(days / DAYS_PER_YEAR).append('y');
        }
        if (days > 0)
        {
            text.append(days % DAYS_PER_YEAR).append('d');
        }
        if (up.toHours() > 0)
        {
            text.append(up.toHoursPart()).append('h');
        }
        if (up.toMinutes() > 0)
        {
            text.append(up.toMinutesPart()).append('m');
        }
        return text.append(up.toSecondsPart()).append('s').toString();
    }
}
