package io.standfast.server.config;

/**
 * Settings: what a channel may hold, how many channels there may be, and what is done with what nobody finishes.
 */
@SettingGroup("Limits")
final class LimitSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.INT, flags = {"max_channels", "mc"},
        keys = {"max_channels", "mc", "maxchannels"}, in = Section.LIMITS, absent = "100", unit = "channels",
        isReloadable = true, doc = "Number of channels, 0 for unlimited")
    static final String MAX_CHANNELS = "max_channels";
    @Setting(kind = SettingKind.INT, flags = {"max_subs", "msu"},
        keys = {"max_subs", "msu", "max_subscriptions", "maxsubscriptions"}, in = Section.LIMITS, absent = "1000",
        unit = "subscriptions", isReloadable = true, doc = "Subscriptions of a channel, 0 for unlimited")
    static final String MAX_SUBS = "max_subs";
    @Setting(kind = SettingKind.LONG, flags = {"max_msgs", "mm"},
        keys = {"max_msgs", "mm", "maxmsgs", "max_count", "maxcount"}, in = Section.LIMITS, absent = "1000000",
        unit = "messages", isReloadable = true, doc = "Messages of a channel, 0 for unlimited")
    static final String MAX_MSGS = "max_msgs";
    @Setting(kind = SettingKind.SIZE, flags = {"max_bytes", "mb"}, keys = {"max_bytes", "mb", "maxbytes"},
        in = Section.LIMITS, absent = "1024000000", isReloadable = true,
        doc = "Bytes of a channel, like 1GB, 0 for unlimited")
    static final String MAX_BYTES = "max_bytes";
    @Setting(kind = SettingKind.TIME, flags = {"max_age", "ma"}, keys = {"max_age", "ma", "maxage"},
        in = Section.LIMITS, absent = "0s", isReloadable = true,
        doc = "Age of a message, like 1h30m, 0s for unlimited")
    static final String MAX_AGE = "max_age";
    @Setting(kind = SettingKind.TIME, flags = {"max_inactivity", "mi"},
        keys = {"max_inactivity", "mi", "maxinactivity"}, in = Section.LIMITS, absent = "0s", isReloadable = true,
        doc = "Time without use after which a channel is deleted, 0s for never")
    static final String MAX_INACTIVITY = "max_inactivity";
    @Setting(kind = SettingKind.INT, keys = "max_deliveries", in = Section.LIMITS, absent = "0", unit = "deliveries",
        isReloadable = true,
        doc = "Times a message is delivered to a subscription that does not ack it, 0 for any number")
    static final String MAX_DELIVERIES = "max_deliveries";
    @Setting(kind = SettingKind.TEXT, keys = "dead_letter", in = Section.LIMITS, isReloadable = true,
        doc = "Channel that messages are moved to after max_deliveries")
    static final String DEAD_LETTER = "dead_letter";
    @Setting(kind = SettingKind.TIME, keys = "dedup_window", in = Section.LIMITS, absent = "0s", isReloadable = true,
        doc = "Time in which a publish with the same guid is stored once, 0s for never")
    static final String DEDUP_WINDOW = "dedup_window";
    @Setting(kind = SettingKind.INT, keys = "dedup_max", in = Section.LIMITS, absent = "100000", unit = "guids",
        isReloadable = true, doc = "Guids that a channel remembers at most")
    static final String DEDUP_MAX = "dedup_max";
    @Setting(kind = SettingKind.TIME, keys = "max_durable_idle", in = Section.LIMITS, absent = "0s",
        isReloadable = true, doc = "Time without a client after which a durable is removed, 0s for never")
    static final String MAX_DURABLE_IDLE = "max_durable_idle";
    // @formatter:on

    private LimitSettings()
    {
    }
}
