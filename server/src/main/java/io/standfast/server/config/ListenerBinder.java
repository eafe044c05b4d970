package io.standfast.server.config;

import io.standfast.nats.link.listener.ListenerContext;
import java.util.List;

/**
 * Reads what the listener allows its clients. Stateless.
 */
final class ListenerBinder
{
    /** A request of a client with long names still fits. */
    private static final int LEAST_PAYLOAD = 1024;
    private static final int MOST_PENDING = 512 * 1024 * 1024;
    private static final int MOST_TRACED = 64 * 1024;

    private ListenerBinder()
    {
    }

    static ListenerLimits limits(final ParsedFlags flags)
    {
        final long payload = flags.size(ListenerSettings.MAX_PAYLOAD);
        final long pending = flags.size(ListenerSettings.MAX_PENDING);
        final long intervalNs = flags.durationNs(ListenerSettings.PING_INTERVAL);
        final int pingMax = flags.number(ListenerSettings.PING_MAX);
        if (payload < LEAST_PAYLOAD)
        {
            throw new SettingsException("max_payload must be at least " + LEAST_PAYLOAD + " bytes (" + payload +
                "): requests of clients are messages, too");
        }
        final int maxPayload = (int) Math.min(payload, ListenerContext.MAX_PAYLOAD_DEFAULT);
        if (pending < 2L * maxPayload)
        {
            throw new SettingsException("max_pending must be at least twice max_payload, " + 2L * maxPayload +
                " bytes (" + pending + ")");
        }
        if (intervalNs <= 0 || pingMax < 1)
        {
            throw new SettingsException("ping_interval must be longer than 0s and ping_max at least 1 (" + GoDuration
                .format(intervalNs) + ", " + pingMax + ")");
        }
        return new ListenerLimits(connections(flags), maxPayload, (int) Math.min(pending, MOST_PENDING), intervalNs,
            pingMax, traced(flags));
    }

    /** As in nats-server: 0 is the default, below it there is no limit. */
    private static int connections(final ParsedFlags flags)
    {
        final int connections = flags.number(ListenerSettings.MAX_CONNECTIONS);
        if (connections == 0)
        {
            return ListenerContext.MAX_CONNECTIONS_DEFAULT;
        }
        return connections < 0 ? Integer.MAX_VALUE : connections;
    }

    private static int traced(final ParsedFlags flags)
    {
        final int traced = flags.number(LogSettings.MAX_TRACED_MSG_LEN);
        if (traced < 0 || traced > MOST_TRACED)
        {
            throw new SettingsException("max_traced_msg_len must be between 0 and " + MOST_TRACED + " (" + traced +
                ")");
        }
        return traced;
    }

    /**
     * Say what is more than there can be: it does not stop a server that was started with it before.
     *
     * @param flags    as given.
     * @param warnings to add to.
     */
    static void warn(final ParsedFlags flags, final List<String> warnings)
    {
        tooMuch(ListenerSettings.MAX_PAYLOAD, flags.size(ListenerSettings.MAX_PAYLOAD),
            ListenerContext.MAX_PAYLOAD_DEFAULT, "greater messages are refused with 'Maximum Payload Violation'",
            warnings);
        tooMuch(ListenerSettings.MAX_PENDING, flags.size(ListenerSettings.MAX_PENDING), MOST_PENDING,
            "a client for which more waits is closed", warnings);
    }

    private static void tooMuch(final String name, final long value, final long most, final String what,
        final List<String> warnings)
    {
        if (value > most)
        {
            warnings.add(name + " is " + value + " bytes, and this server has at most " + most + ": " + most +
                " counts, " + what);
        }
    }
}
