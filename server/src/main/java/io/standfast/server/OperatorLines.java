package io.standfast.server;

import io.standfast.nats.link.broker.UrlSecrets;
import io.standfast.server.config.ByteSize;
import io.standfast.server.config.ChannelLimits;
import io.standfast.server.config.GoDuration;
import io.standfast.server.config.Limits;
import io.standfast.server.config.Policies;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.config.StoreType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The lines that operators and their scripts know from the old server; stable phrases. Stateless.
 */
public final class OperatorLines
{
    /** Marks an error that ends the process. */
    static final Marker FATAL = MarkerFactory.getMarker("FATAL");

    private static final Logger LOGGER = LoggerFactory.getLogger(OperatorLines.class);
    private static final String RULE = "----------------------------------";

    /**
     * First line.
     *
     * @param clusterId of the server.
     */
    public void starting(final String clusterId)
    {
        LOGGER.info("Starting nats-streaming-server[{}] version {} (standfast)", clusterId, ProgramName.VERSION);
    }

    /**
     * Identity of this run.
     *
     * @param serverId random.
     */
    public void serverId(final String serverId)
    {
        LOGGER.info("ServerID: {}", serverId);
        LOGGER.info("Java version: {}", Runtime.version());
    }

    /**
     * Something to know about the settings.
     *
     * @param text line.
     */
    public void warning(final String text)
    {
        LOGGER.warn("{}", text);
    }

    /**
     * The pages are served.
     *
     * @param scheme http or https.
     * @param host   bound.
     * @param port   bound.
     */
    public void monitoring(final String scheme, final String host, final int port)
    {
        LOGGER.info("Starting {} monitor on {}:{}", scheme, host, port);
    }

    /**
     * This node's place in its cluster.
     *
     * @param cluster   settings.
     * @param directory of all data.
     */
    public void member(final Settings.Cluster cluster, final Path directory)
    {
        memberLines(cluster, directory).forEach(LOGGER::info);
    }

    static List<String> memberLines(final Settings.Cluster cluster, final Path directory)
    {
        final List<String> lines = new ArrayList<>(List.of("Cluster Node ID : " + cluster.nodeId(),
            "Cluster Log Path: " + directory.resolve("archive"), "Cluster known peers:"));
        int number = 0;
        for (final Settings.Node node : cluster.members())
        {
            if (!node.name().equals(cluster.nodeId()))
            {
                lines.add("   peer " + ++number + ": \"" + node.name() + "\"");
            }
        }
        return lines;
    }

    /** Recovery begins. */
    public void recovering()
    {
        LOGGER.info("Recovering the state...");
    }

    /**
     * Still not ready.
     *
     * @param seconds since the start.
     * @param reason  what is waited for.
     */
    public void waiting(final long seconds, final String reason)
    {
        LOGGER.info("Not ready after {} s: {}", seconds, reason);
    }

    /**
     * Recovery is done.
     *
     * @param channels number of recovered channels.
     */
    public void recovered(final int channels)
    {
        LOGGER.info("Recovered {} channel(s)", channels);
    }

    /** There was nothing to recover. */
    public void noRecoveredState()
    {
        LOGGER.info("No recovered state");
    }

    /**
     * Where messages live.
     *
     * @param type     of the store.
     * @param location directory; shown for FILE only.
     */
    public void store(final StoreType type, final Path location)
    {
        LOGGER.info("Message store is {}", type);
        if (type == StoreType.FILE)
        {
            LOGGER.info("Store location: {}", location);
        }
    }

    /**
     * The table of limits.
     *
     * @param limits   in force.
     * @param channels limits of single channels and wildcards.
     */
    public void limits(final Limits limits, final List<ChannelLimits> channels)
    {
        limitLines(limits, channels).forEach(line -> LOGGER.info("{}", line));
    }

    static List<String> limitLines(final Limits limits, final List<ChannelLimits> channels)
    {
        final List<String> lines = new ArrayList<>(globalLines(limits));
        policyLines(limits.policies(), Policies.OFF).forEach((what, text) -> lines.add(String.format("  %-13s: %13s",
            what, text)));
        if (!channels.isEmpty())
        {
            lines.add("-------- List of Channels ---------");
            channels.stream().sorted(Comparator.comparing(ChannelLimits::name)).forEach(
                channel -> channelLines(channel, channels, lines));
        }
        lines.add(RULE);
        return lines;
    }

    /** An entry is indented under each wildcard that it inherits from. */
    private static void channelLines(final ChannelLimits channel, final List<ChannelLimits> channels,
        final List<String> lines)
    {
        final String indent = " ".repeat((int) channels.stream().filter(
            other -> other != channel && isWithin(channel.name(), other.name())).count());
        lines.add(indent + channel.name());
        channelLine(lines, indent, "Subscriptions", channel.maxSubscriptions(), Long.toString(channel
            .maxSubscriptions()));
        channelLine(lines, indent, "Messages", channel.maxMessages(), Long.toString(channel.maxMessages()));
        channelLine(lines, indent, "Bytes", channel.maxBytes(), ByteSize.friendly(channel.maxBytes()));
        channelLine(lines, indent, "Age", channel.maxAgeNs(), GoDuration.format(channel.maxAgeNs()));
        channelLine(lines, indent, "Inactivity", channel.maxInactivityNs(), GoDuration.format(channel
            .maxInactivityNs()));
        policyLines(channel.policies(), Policies.INHERITED).forEach((what, text) -> lines.add(String.format(
            "%s |-> %-15s%15s", indent, what, text)));
    }

    /** What the original has no line for: only what somebody has set. */
    private static Map<String, String> policyLines(final Policies policies, final Policies unsaid)
    {
        final Map<String, String> lines = new LinkedHashMap<>();
        if (policies.maxDeliveries() != unsaid.maxDeliveries())
        {
            lines.put("Deliveries", policies.maxDeliveries() == 0 ? "unlimited" : Integer.toString(policies
                .maxDeliveries()));
        }
        if (!Objects.equals(policies.deadLetter(), unsaid.deadLetter()))
        {
            lines.put("Dead letters", policies.deadLetter().isEmpty() ? "none" : policies.deadLetter());
        }
        if (policies.dedupWindowNs() != unsaid.dedupWindowNs())
        {
            lines.put("Dedup window", policies.dedupWindowNs() == 0 ? "off" : GoDuration.format(policies
                .dedupWindowNs()));
        }
        if (policies.dedupMax() != unsaid.dedupMax())
        {
            lines.put("Dedup guids", Integer.toString(policies.dedupMax()));
        }
        if (policies.maxDurableIdleNs() != unsaid.maxDurableIdleNs())
        {
            lines.put("Durable idle", policies.maxDurableIdleNs() == 0 ? "unlimited" : GoDuration.format(policies
                .maxDurableIdleNs()));
        }
        return lines;
    }

    private static void channelLine(final List<String> lines, final String indent, final String what, final long value,
        final String text)
    {
        if (value != ChannelLimits.INHERIT)
        {
            lines.add(String.format("%s |-> %-15s%15s", indent, what, value == 0 ? "unlimited" : text));
        }
    }

    private static boolean isWithin(final String name, final String wildcard)
    {
        final String[] narrow = name.split("\\.");
        final String[] wide = wildcard.split("\\.");
        for (int i = 0; i < wide.length; i++)
        {
            if (">".equals(wide[i]))
            {
                return narrow.length > i;
            }
            if (i >= narrow.length || !"*".equals(wide[i]) && !wide[i].equals(narrow[i]) || ">".equals(narrow[i]))
            {
                return false;
            }
        }
        return wide.length == narrow.length && wildcard.indexOf('*') >= 0;
    }

    private static List<String> globalLines(final Limits limits)
    {
        final Limits absent = Limits.DEFAULT;
        return List.of(
            "---------- Store Limits ----------",
            "Channels:        " + count(limits.maxChannels(), absent.maxChannels()),
            "--------- Channels Limits --------",
            "  Subscriptions: " + count(limits.maxSubscriptions(), absent.maxSubscriptions()),
            "  Messages     : " + count(limits.maxMessages(), absent.maxMessages()),
            "  Bytes        : " + limit(limits.maxBytes(), absent.maxBytes(), ByteSize.friendly(limits.maxBytes())),
            "  Age          : " + limit(limits.maxAgeNs(), absent.maxAgeNs(), GoDuration.format(limits.maxAgeNs())),
            "  Inactivity   : " + limit(limits.maxInactivityNs(), absent.maxInactivityNs(),
                GoDuration.format(limits.maxInactivityNs())));
    }

    private static String count(final long value, final long absent)
    {
        return limit(value, absent, Long.toString(value));
    }

    private static String limit(final long value, final long absent, final String text)
    {
        return String.format("%13s", value == 0 ? "unlimited" : text) + (value == absent ? " *" : "");
    }

    /** A member of a cluster serves as its leader from now on. */
    public void promoted()
    {
        LOGGER.info("finished leader promotion actions");
        ready();
    }

    /** Clients are served from now on. */
    public void ready()
    {
        LOGGER.info("Streaming Server is ready");
    }

    /**
     * Where clients of the Aeron door find it.
     *
     * @param settings       of the server.
     * @param aeronDirectory of its media driver.
     */
    public void aeronDoor(final Settings settings, final String aeronDirectory)
    {
        if (settings.aeronDoor() == null)
        {
            return;
        }
        final Settings.Credentials credentials = settings.credentials();
        LOGGER.info("Aeron door: {}, Aeron directory {}", settings.aeronDoor(), aeronDirectory);
        if (credentials.user() == null && credentials.token() == null && !settings.aeronDoor().equals(
            Settings.DOOR_IPC))
        {
            LOGGER.warn("The Aeron door lets in everybody who reaches its port: set -user and -pass, or -auth");
        }
    }

    /** An admin has ordered another node to lead. */
    public void steppingDown()
    {
        LOGGER.info("Stepping down: this node stops, another one is elected, and this one comes back and follows.");
    }

    /** The server stops. */
    public void shuttingDown()
    {
        LOGGER.info("Shutting down.");
    }

    /**
     * The server does not start.
     *
     * @param reason what, where, what next.
     */
    public void failedToStart(final String reason)
    {
        LOGGER.error(FATAL, "Failed to start: {}", reason);
    }

    /**
     * Detail of a failure, for -SD.
     *
     * @param ex failure.
     */
    public void detail(final Throwable ex)
    {
        LOGGER.debug("detail of the failure:", ex);
    }

    /** Nobody is where the broker should be. */
    static String noBroker(final Settings settings)
    {
        return "no NATS server answers at " + UrlSecrets.replaced(String.join(",", settings.broker()), "[REDACTED]@");
    }
}
