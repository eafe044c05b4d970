package io.standfast.server;

import io.standfast.server.config.ByteSize;
import io.standfast.server.config.GoDuration;
import io.standfast.server.config.Limits;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.StoreType;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that operators and their scripts know from the old server; stable phrases. Stateless.
 */
public final class OperatorLines
{
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
     * The port is open, or the broker is reached.
     *
     * @param description like {@code nats://0.0.0.0:4222}.
     */
    public void listening(final String description)
    {
        LOGGER.info("Listening for client connections on {}", description.replaceFirst("^nats://", ""));
    }

    /**
     * The broker is reached.
     *
     * @param url of the broker, without secrets.
     */
    public void connected(final String url)
    {
        LOGGER.info("Connected to NATS Server at \"{}\"", url);
    }

    /** Recovery begins. */
    public void recovering()
    {
        LOGGER.info("Recovering the state...");
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
     * @param limits in force.
     */
    public void limits(final Limits limits)
    {
        limitLines(limits).forEach(line -> LOGGER.info("{}", line));
    }

    static List<String> limitLines(final Limits limits)
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
                GoDuration.format(limits.maxInactivityNs())),
            RULE);
    }

    private static String count(final long value, final long absent)
    {
        return limit(value, absent, Long.toString(value));
    }

    private static String limit(final long value, final long absent, final String text)
    {
        return String.format("%13s", value == 0 ? "unlimited" : text) + (value == absent ? " *" : "");
    }

    /** Clients are served from now on. */
    public void ready()
    {
        LOGGER.info("Streaming Server is ready");
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
        LOGGER.error(LogFormat.FATAL, "Failed to start: {}", reason);
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
}
