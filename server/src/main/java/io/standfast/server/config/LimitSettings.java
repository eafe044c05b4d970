package io.standfast.server.config;

/**
 * Settings: what a channel may hold, and how many channels there may be.
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
    // @formatter:on

    private LimitSettings()
    {
    }
}
