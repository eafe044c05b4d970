package io.standfast.server.http.metrics;

import io.standfast.engine.view.PolicyView;
import io.standfast.engine.view.StoreView;
import io.standfast.replication.NodeNumbers;
import io.standfast.replication.restore.RestoreProgress;
import io.standfast.server.http.ServerFacts;
import io.standfast.server.http.metrics.MetricsSource.NodeFacts;

/**
 * Metrics of the node: its place in the cluster, its store and its agents. Owned by the thread that answers a request.
 */
final class NodeMetrics
{
    private static final String[] ROLES = {"Leader", "Follower", "Candidate"};
    /** Of a node that has not come so far that it looks at its disk. */
    private static final RestoreProgress NOT_BEGUN = new RestoreProgress();

    private final MetricsSource source;
    private final ServerFacts facts;
    private final NodeFacts node;
    private final NodeNumbers numbers;

    NodeMetrics(final MetricsSource source)
    {
        this.source = source;
        facts = source.facts();
        node = source.nodeFacts();
        numbers = source.node();
    }

    void write(final PrometheusWriter out)
    {
        server(out);
        cluster(out);
        disk(out);
        restore(out);
        if (numbers != null)
        {
            store(out);
            agents(out);
        }
    }

    private void server(final PrometheusWriter out)
    {
        out.family(Family.NSS_ACTIVE).sample(node.isServing(), facts.serverId());
        out.family(Family.NSS_INFO).sample(1, facts.serverId(), facts.clusterId(), facts.version(), facts.runtime(),
            facts.state(), facts.role(), facts.startTime().toString());
        out.family(Family.INFO).sample(1, facts.version(), facts.runtime(), facts.clusterId(), facts.serverId(), facts
            .nodeId(), facts.storeType());
        out.family(Family.START_TIME).sample(facts.startTime().toEpochSecond());
        out.family(Family.READY).sample(node.isReady());
        out.family(Family.SERVING).sample(node.isServing());
    }

    private void cluster(final PrometheusWriter out)
    {
        if (node.isMember())
        {
            out.family(Family.ROLE);
            for (final String role : ROLES)
            {
                out.sample(role.equals(facts.role()), role);
            }
            out.family(Family.FOLLOWER_LAG);
            node.lags().forEach((name, bytes) -> out.sample(bytes, name));
        }
        out.family(Family.TERM).sample(node.term());
        out.family(Family.COMMIT_POSITION).sample(node.commit());
        out.family(Family.MEMBERS).sample(node.members());
        out.family(Family.MEMBERS_PRESENT).sample(node.present());
        out.family(Family.LEADER_KNOWN).sample(node.isLeaderKnown());
        out.family(Family.CLOCKS_SKEWED).sample(node.clocksSkewed());
    }

    private void disk(final PrometheusWriter out)
    {
        out.family(Family.DISK_FREE).sample(node.diskFree());
        out.family(Family.DISK_TOTAL).sample(node.diskTotal());
        out.family(Family.DISK_LOW).sample(node.isDiskLow());
    }

    private void restore(final PrometheusWriter out)
    {
        final RestoreProgress progress = numbers == null ? NOT_BEGUN : numbers.progress();
        final long nowNs = System.nanoTime();
        out.family(Family.RESTORE_PHASE).sample(progress.phase().ordinal());
        out.family(Family.RESTORE_DONE).sample(progress.done());
        out.family(Family.RESTORE_TOTAL).sample(progress.total());
        out.family(Family.RESTORE_RATE).sample(progress.bytesPerSecond(nowNs));
        out.family(Family.RESTORE_LEFT).sample(progress.leftS(nowNs));
    }

    private void store(final PrometheusWriter out)
    {
        if (numbers.views() != null)
        {
            final StoreView store = source.store(0);
            out.family(Family.STORE_BYTES).sample(store.usedBytes());
            out.family(Family.STORE_SEGMENTS).sample(store.segments());
            out.family(Family.STORE_ROLLS).sample(store.lastSegment());
            out.family(Family.STORE_APPEND).histogram(numbers.views().appendTimes());
            out.family(Family.STORE_FSYNC).histogram(numbers.views().forceTimes());
            policies(out, numbers.views().policies());
        }
        known(out, Family.ELECTIONS, numbers.elections());
        known(out, Family.LOG_WRITE_BYTES, numbers.logWriteBytes());
        knownNs(out, Family.LOG_WRITE, numbers.logWriteTimeNs());
        knownNs(out, Family.LOG_WRITE_MAX, numbers.logWriteMaxNs());
    }

    private static void policies(final PrometheusWriter out, final PolicyView policies)
    {
        out.family(Family.DEAD_LETTERS).sample(policies.deadLetters());
        out.family(Family.GIVEN_UP).sample(policies.givenUp());
        out.family(Family.DEAD_LETTERS_REFUSED).sample(policies.refusedDeadLetters());
        out.family(Family.DURABLES_EXPIRED).sample(policies.expiredDurables());
        out.family(Family.DUPLICATES).sample(policies.duplicates());
        out.family(Family.DEDUP_FORGOTTEN).sample(policies.forgottenGuids());
    }

    private void agents(final PrometheusWriter out)
    {
        out.family(Family.ERRORS);
        numbers.errors().forEach((agent, count) -> out.sample(count, agent));
        out.family(Family.DUTY_CYCLE);
        numbers.maxCycleTimesNs().forEach((agent, ns) -> out.seconds(ns, agent));
        out.seconds(source.gateway().maxCycle().get(), "gateway");
    }

    private static void known(final PrometheusWriter out, final Family family, final long value)
    {
        if (value != NodeNumbers.UNKNOWN)
        {
            out.family(family).sample(value);
        }
    }

    private static void knownNs(final PrometheusWriter out, final Family family, final long valueNs)
    {
        if (valueNs != NodeNumbers.UNKNOWN)
        {
            out.family(family).seconds(valueNs);
        }
    }
}
