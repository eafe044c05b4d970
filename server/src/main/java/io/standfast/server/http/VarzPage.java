package io.standfast.server.http;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;

import com.sun.management.OperatingSystemMXBean;

import io.standfast.nats.link.listener.ListenerView;

/**
 * {@code /varz}: the NATS listener in numbers, with nats-server's names for them.
 */
public final class VarzPage implements Page
{
    /** Of the NATS protocol as the listener speaks it. */
    private static final String NATS_VERSION = "2.9.24";
    private static final int PROTOCOL = 1;
    private static final int CONTROL_LINE_MAX = 4096;
    private static final double PERCENT = 100.0;

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public VarzPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final ListenerView view = source.listener(Set.of());
        final ServerFacts facts = source.facts();
        final ListenerFacts listener = source.listenerFacts();
        final OffsetDateTime now = OffsetDateTime.now();
        final JsonWriter json = new JsonWriter().beginObject().field("server_id", facts.serverId()).field(
            "server_name", listener.name()).field("version", NATS_VERSION).field("proto", PROTOCOL).field("go", facts
                .runtime())
            .field("host", listener.host()).field("port", listener.port());
        if (listener.isAuthRequired())
        {
            json.field("auth_required", true);
        }
        if (listener.isTlsRequired())
        {
            json.field("tls_required", true);
        }
        json.field("max_connections", listener.maxConnections()).field("ping_interval", listener.pingIntervalNs())
            .field("ping_max", listener.pingMax()).field("http_port", listener.httpPort())
            .field("https_port", listener.httpsPort()).field(
                "max_control_line", CONTROL_LINE_MAX)
            .field("max_payload", listener.maxPayload()).field("max_pending", listener
                .maxPending())
            .field("start", StreamingJson.time(facts.startTime())).field("now", StreamingJson.time(
                now))
            .field("uptime", ServerzPage.uptime(Duration.between(facts.startTime(), now)));
        process(json);
        json.field("connections", view.connections().size()).field("total_connections", view.totalConnections())
            .field("routes", 0).field("remotes", 0).field("leafnodes", 0);
        traffic(json, view);
        return PageAnswer.json(request, json.field("slow_consumers", view.slowConsumers()).field("subscriptions", view
            .interests()).endObject().text());
    }

    private static void process(final JsonWriter json)
    {
        final Runtime runtime = Runtime.getRuntime();
        json.field("mem", runtime.totalMemory() - runtime.freeMemory()).field("cores", runtime.availableProcessors())
            .field("cpu", ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.round(system.getProcessCpuLoad() * PERCENT * runtime.availableProcessors()) : 0);
    }

    private static void traffic(final JsonWriter json, final ListenerView view)
    {
        json.field("in_msgs", view.traffic().inMsgs()).field("out_msgs", view.traffic().outMsgs()).field("in_bytes",
            view.traffic().inBytes()).field("out_bytes", view.traffic().outBytes());
    }
}
