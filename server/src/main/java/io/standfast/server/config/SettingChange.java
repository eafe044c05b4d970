package io.standfast.server.config;

/**
 * A setting that a later reading of the configuration gives another value. Immutable.
 *
 * @param name         canonical.
 * @param before       value in force, for people.
 * @param after        value that the files say now, for people.
 * @param isReloadable whether it can be applied to a server that runs.
 */
public record SettingChange(String name, String before, String after, boolean isReloadable)
{
}
