package io.standfast.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What flags mean to a server that is a part of an application: other defaults, and nothing that is the process's.
 * Stateless.
 */
public final class EmbeddedFlags
{
    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> COMMANDS = List.of(ProcessSettings.HELP, ProcessSettings.HELP_TLS,
        ProcessSettings.VERSION, ProcessSettings.T, ProcessSettings.SIGNAL);
    private static final List<String> OF_THE_PROCESS = List.of(ProcessSettings.PID, LogSettings.LOG,
        LogSettings.LOGTIME, LogSettings.LOGTIME_UTC, LogSettings.STAN_DEBUG, LogSettings.STAN_TRACE, LogSettings.SDV,
        LogSettings.DEBUG, LogSettings.TRACE, LogSettings.DV, LogSettings.VV, LogSettings.DVV,
        LogSettings.LOG_SIZE_LIMIT, LogSettings.SYSLOG, LogSettings.REMOTE_SYSLOG, ProcessSettings.PORTS_FILE_DIR);

    private EmbeddedFlags()
    {
    }

    /**
     * Apply the defaults of an embedded server.
     *
     * @param flags of the application and its files.
     * @return flags for a {@link SettingsBinder}.
     * @throws SettingsException when a flag asks for what only the command line does.
     */
    public static ParsedFlags of(final ParsedFlags flags)
    {
        for (final String name : COMMANDS)
        {
            if (flags.has(name))
            {
                throw new SettingsException("flag -" + name + " is for the command line, not for an embedded server");
            }
        }
        final Map<String, String> values = new HashMap<>(flags.values());
        final List<String> warnings = new ArrayList<>(flags.warnings());
        for (final String name : OF_THE_PROCESS)
        {
            if (values.remove(name) != null)
            {
                warnings.add("Setting \"" + name + "\" has no effect in an embedded server");
            }
        }
        values.putIfAbsent(ListenerSettings.ADDR, LOOPBACK);
        values.putIfAbsent(ListenerSettings.PORT, Integer.toString(Settings.Listener.RANDOM_PORT));
        values.putIfAbsent(StoreSettings.STORE,
            (flags.has(StoreSettings.DIR) ? StoreType.FILE : StoreType.MEMORY).name());
        return new ParsedFlags(Map.copyOf(values), flags.origins(), flags.trees(), List.copyOf(warnings),
            flags.channels());
    }
}
