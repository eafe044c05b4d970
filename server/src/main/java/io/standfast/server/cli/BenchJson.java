package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.RateTally;
import io.standfast.server.bench.Timings;
import io.standfast.server.config.ProgramName;
import io.standfast.server.http.JsonWriter;
import java.util.List;

/**
 * What was measured, for programs; docs/bench.md explains the fields. Stateless.
 */
final class BenchJson
{
    private BenchJson()
    {
    }

    /** One document. */
    static String text(final BenchPlan plan, final List<RateTally> tallies)
    {
        final BenchPlan.Target target = plan.target();
        final BenchPlan.Load load = plan.load();
        final JsonWriter json = new JsonWriter().beginObject().field("version", ProgramName.VERSION).field("kind", plan
            .kind().toString()).field("server", target.server().toString()).field("cluster_id", target.clusterId())
            .field("client_id", target.clientId()).field("clients", load.clients()).field("channel", target.channel())
            .field("channels", target.channels()).field("size_bytes", load.sizeBytes()).field("warmup_ns", load
                .warmupNs())
            .name("rates").beginArray();
        for (final RateTally tally : tallies)
        {
            rate(json, plan, tally);
        }
        return json.endArray().endObject().text();
    }

    private static void rate(final JsonWriter json, final BenchPlan plan, final RateTally tally)
    {
        final boolean isSubscribe = plan.kind() == BenchPlan.Kind.SUBSCRIBE;
        final long count = plan.kind() == BenchPlan.Kind.PUBLISH ? tally.acked() : tally.delivered();
        json.beginObject().field("rate_per_s", tally.rate()).field("is_open_loop", tally.rate() > 0).field("window",
            tally.rate() > 0 || isSubscribe ? 0 : plan.load().window()).field("elapsed_ns", tally.elapsedNs()).field(
                "reached_per_s", Math.round(tally.perSecond(count)))
            .field("sent", tally.sent()).field("acked", tally.acked()).field("delivered", tally.delivered()).field(
                "stored", tally.stored())
            .field("refused", tally.refused()).field("unacked", tally.unacked()).field("undelivered", tally
                .undelivered())
            .field("unsent", tally.unsent()).field("no_responders", tally.noResponders()).field("redelivered", tally
                .redelivered())
            .field("missing", tally.missing()).field("payload_bytes", tally.payloadBytes()).field("late", tally.late())
            .field("held", tally.held()).field("is_client_bottleneck", tally.isClientBottleneck()).field(
                "cpu_percent", Math.round(tally.cpuPercent()))
            .field("is_interrupted", tally.isInterrupted()).field("failure", tally.failure()).field("first_refusal",
                tally.firstRefusal());
        timings(json, isSubscribe ? "age_ns" : "latency_ns", tally.latencies());
        timings(json, isSubscribe ? "gap_ns" : "send_lag_ns", tally.lags());
        json.endObject();
    }

    private static void timings(final JsonWriter json, final String name, final Timings timings)
    {
        json.name(name).beginObject().field("count", timings.count()).field("p50", timings.ns(50)).field("p90", timings
            .ns(90)).field("p99", timings.ns(99)).field("p99_9", timings.ns(99.9)).field("max", timings.ns(100))
            .endObject();
    }
}
