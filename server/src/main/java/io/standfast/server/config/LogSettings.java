package io.standfast.server.config;

/**
 * Settings: which lines are logged, and where.
 */
@SettingGroup("Logging")
final class LogSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.BOOL, flags = {"stan_debug", "SD"}, keys = {"stan_debug", "sd"},
        in = Section.STREAMING, absent = "false", isReloadable = true,
        doc = "Show debug lines of the streaming part")
    static final String STAN_DEBUG = "stan_debug";
    @Setting(kind = SettingKind.BOOL, flags = {"stan_trace", "SV"}, keys = {"stan_trace", "sv"},
        in = Section.STREAMING, absent = "false", isReloadable = true,
        doc = "Show trace lines of the streaming part")
    static final String STAN_TRACE = "stan_trace";
    @Setting(kind = SettingKind.BOOL, flags = "SDV", absent = "false", isReloadable = true, doc = "Both")
    static final String SDV = "SDV";
    @Setting(kind = SettingKind.BOOL, flags = {"debug", "D"}, keys = "debug", in = Section.BROKER,
        absent = "false", isReloadable = true, doc = "Show debug lines of the listener: clients that come and go")
    static final String DEBUG = "debug";
    @Setting(kind = SettingKind.BOOL, flags = {"trace", "V"}, keys = "trace", in = Section.BROKER,
        absent = "false", isReloadable = true,
        doc = "Show trace lines of the listener: what clients say and are told, without secrets")
    static final String TRACE = "trace";
    @Setting(kind = SettingKind.BOOL, flags = "DV", absent = "false", isReloadable = true, doc = "Both")
    static final String DV = "DV";
    @Setting(kind = SettingKind.BOOL, flags = "VV", absent = "false", isReloadable = true, doc = "As trace")
    static final String VV = "VV";
    @Setting(kind = SettingKind.BOOL, flags = "DVV", absent = "false", isReloadable = true, doc = "As DV")
    static final String DVV = "DVV";
    @Setting(kind = SettingKind.TEXT, flags = {"log", "l"}, keys = {"log", "log_file", "logfile"},
        in = Section.BROKER, doc = "File for log lines instead of standard error; SIGUSR1 opens it again")
    static final String LOG = "log";
    @Setting(kind = SettingKind.SIZE, flags = "log_size_limit", keys = {"log_size_limit", "logfile_size_limit"},
        in = Section.BROKER, absent = "0",
        doc = "Size of that file after which it is moved aside and a new one begun, 0 for any")
    static final String LOG_SIZE_LIMIT = "log_size_limit";
    @Setting(kind = SettingKind.BOOL, flags = {"logtime", "T"}, keys = "logtime", in = Section.BROKER,
        absent = "true", doc = "Begin lines with the time")
    static final String LOGTIME = "logtime";
    @Setting(kind = SettingKind.BOOL, flags = "logtime_utc", keys = "logtime_utc", in = Section.BROKER,
        absent = "false", doc = "That time is UTC")
    static final String LOGTIME_UTC = "logtime_utc";
    @Setting(kind = SettingKind.BOOL, flags = {"syslog", "s"}, keys = "syslog", in = Section.BROKER,
        absent = "false", doc = "Log to this machine's syslog, unless there is a file")
    static final String SYSLOG = "syslog";
    @Setting(kind = SettingKind.TEXT, flags = {"remote_syslog", "r"}, keys = "remote_syslog", in = Section.BROKER,
        doc = "Log to this syslog, udp://host:514 or tcp://host:601, unless there is a file")
    static final String REMOTE_SYSLOG = "remote_syslog";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "syslog_name",
        keys = "syslog_name", in = Section.STREAMING, doc = "Event source of Windows",
        why = "there is no event log of Windows")
    static final String SYSLOG_NAME = "syslog_name";
    @Setting(kind = SettingKind.INT, flags = "max_traced_msg_len", keys = "max_traced_msg_len", in = Section.BROKER,
        absent = "0", unit = "bytes", doc = "Bytes of each message that trace lines show, 0 for none")
    static final String MAX_TRACED_MSG_LEN = "max_traced_msg_len";
    // @formatter:on

    private LogSettings()
    {
    }
}
