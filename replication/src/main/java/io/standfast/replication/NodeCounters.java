package io.standfast.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.standfast.replication.restore.RestoreProgress;

/**
 * This node's gauges in the counters of its media driver, where AeronStat and its like find them. They are copies, made
 * a few times a second, so that whoever counts writes to memory of its own. It rides on another agent's thread: the
 * peer thread of a member, the file work thread of a node alone.
 */
final class NodeCounters implements Agent
{
    private static final Logger LOG = LoggerFactory.getLogger(NodeCounters.class);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Agent host;
    private final String aeronDirectory;
    private final String name;
    private final List<Gauge> gauges;
    private Aeron aeron;
    private Counter[] counters;
    private long dueNs;

    /**
     * Counters that are not there yet.
     *
     * @param host           whose thread they are refreshed on.
     * @param aeronDirectory of the node's media driver.
     * @param name           of the node, empty for one alone.
     * @param gauges         to show.
     */
    NodeCounters(final Agent host, final String aeronDirectory, final String name, final List<Gauge> gauges)
    {
        this.host = host;
        this.aeronDirectory = aeronDirectory;
        this.name = name;
        this.gauges = List.copyOf(gauges);
    }

    /**
     * Gauges of a node and of its process.
     *
     * @param host     whose thread they are refreshed on.
     * @param node     to show.
     * @param context  of the node.
     * @param progress of its restore.
     * @return host and counters as one agent.
     */
    static Agent on(final Agent host, final Node node, final NodeContext context, final RestoreProgress progress)
    {
        final List<Gauge> gauges = new ArrayList<>(gauges(node, progress));
        gauges.addAll(context.gauges());
        return new NodeCounters(host, node.aeronDirectory(), context.isMember() ? context.own().name() : "", gauges);
    }

    /** Documented in docs/aeron-tools.md, which a test reads. */
    static List<Gauge> gauges(final Node node, final RestoreProgress progress)
    {
        return List.of(gauge(0, "restore phase", () -> progress.phase().ordinal()),
            gauge(1, "restore bytes done", progress::done), gauge(2, "restore bytes total", progress::total),
            gauge(3, "leads", () -> node.leadership().leadershipTermId() == Leadership.NULL_TERM ? 0 : 1),
            gauge(4, "starts of this data", () -> node.identity().startCount()),
            gauge(5, "disk low", () -> node.isDiskLow() ? 1 : 0),
            gauge(6, "channels", () -> node.engine() == null ? 0 : node.engine().channelCount()),
            gauge(7, "feature level", () -> node.engine() == null ? 0 : node.engine().featureLevel()),
            gauge(8, "commit position", node::commitPosition),
            gauge(9, "door sessions", node.doorCounters()::sessions),
            gauge(10, "door clients dropped", node.doorCounters()::droppedClients),
            gauge(11, "door messages delivered", node.doorCounters()::deliveries),
            gauge(12, "door entries ignored", node.doorCounters()::ignoredEntries),
            gauge(13, "restore bytes a second", () -> progress.bytesPerSecond(System.nanoTime())),
            gauge(14, "restore seconds left", () -> progress.leftS(System.nanoTime())));
    }

    private static Gauge gauge(final int number, final String label, final LongSupplier value)
    {
        return new Gauge(Gauge.NODE_TYPE_ID + number, label, value);
    }

    @Override
    public String roleName()
    {
        return host.roleName();
    }

    @Override
    public void onStart()
    {
        host.onStart();
        aeron = Aeron.connect(ProcessClock.client(aeronDirectory).useConductorAgentInvoker(true)
            .errorHandler(error -> LOG.debug("node counters: {}", error.toString())));
        counters = new Counter[gauges.size()];
        for (int i = 0; i < counters.length; i++)
        {
            final Gauge gauge = gauges.get(i);
            counters[i] = aeron.addCounter(gauge.typeId(), "standfast " + gauge.label() + (name.isEmpty() ? ""
                : ": " + name));
        }
        dueNs = System.nanoTime();
    }

    @Override
    public int doWork() throws Exception
    {
        return host.doWork() + refresh(System.nanoTime());
    }

    private int refresh(final long nowNs)
    {
        if (nowNs - dueNs < 0)
        {
            return 0;
        }
        dueNs = nowNs + INTERVAL_NS;
        aeron.conductorAgentInvoker().invoke();
        for (int i = 0; i < counters.length && !aeron.isClosed(); i++)
        {
            counters[i].setRelease(gauges.get(i).value().getAsLong());
        }
        return 1;
    }

    @Override
    public void onClose()
    {
        host.onClose();
        CloseHelper.quietClose(aeron);
    }
}
