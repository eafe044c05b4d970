package io.standfast.server.config;

/**
 * What this server does about a setting of the old one.
 */
enum SettingSupport
{
    /** Has its meaning. */
    HONOURED,
    /** Has no meaning here: accepted with a line that says why. */
    INERT,
    /** Would endanger data or security if it were ignored: refused with a line that says what to do. */
    REFUSED
}
