package io.standfast.server.config;

/**
 * Settings: the process itself.
 */
@SettingGroup("Process")
final class ProcessSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = {"config", "c"}, doc = "Configuration file")
    static final String CONFIG = "config";
    @Setting(kind = SettingKind.TEXT, flags = {"stan_config", "sc"}, doc = "Configuration file of the streaming part")
    static final String STAN_CONFIG = "stan_config";
    @Setting(kind = SettingKind.BOOL, flags = "t", doc = "Check the configuration and end")
    static final String T = "t";
    @Setting(kind = SettingKind.TEXT, flags = {"signal", "sl"},
        doc = "Signal a server that runs: stop (kill it), quit, reopen (its log), or reload (its configuration); " +
            "=<pid> or =<pid file> says which")
    static final String SIGNAL = "signal";
    @Setting(kind = SettingKind.TEXT, flags = {"pid", "P"}, keys = {"pid", "pid_file", "pidfile"},
        in = Section.BROKER, doc = "File for the process id")
    static final String PID = "pid";
    @Setting(kind = SettingKind.TEXT, flags = "ports_file_dir", keys = "ports_file_dir", in = Section.BROKER,
        doc = "Directory for a file that lists the addresses that are bound, <program>_<pid>.ports")
    static final String PORTS_FILE_DIR = "ports_file_dir";
    @Setting(kind = SettingKind.TEXT, flags = "threading", keys = "threading", in = Section.STREAMING,
        absent = "balanced", doc = "balanced: threads sleep when there is nothing to do; low-latency: each agent has " +
            "a thread that never sleeps")
    static final String THREADING = "threading";
    @Setting(kind = SettingKind.TEXT, flags = "threading_cores", keys = "threading_cores", in = Section.STREAMING,
        doc = "With low-latency: bind these threads to processors, like 2-6")
    static final String THREADING_CORES = "threading_cores";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "profile",
        doc = "Port of the profiler", why = "use the tools of Java")
    static final String PROFILE = "profile";
    @Setting(kind = SettingKind.BOOL, flags = {"help", "h"}, doc = "Show this text")
    static final String HELP = "help";
    @Setting(kind = SettingKind.BOOL, flags = "help_tls", doc = "Show the flags of TLS")
    static final String HELP_TLS = "help_tls";
    @Setting(kind = SettingKind.BOOL, flags = {"version", "v"}, doc = "Show the version")
    static final String VERSION = "version";
    // @formatter:on

    private ProcessSettings()
    {
    }
}
