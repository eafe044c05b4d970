package io.standfast.server.config;

/**
 * A setting as it is in force, for people. Immutable.
 *
 * @param name         canonical.
 * @param value        in force; what is secret is not shown, what is not set is empty.
 * @param origin       who said it: {@code default}, a flag, a file and line, or an environment variable.
 * @param isReloadable whether SIGHUP applies a new value.
 */
public record EffectiveSetting(String name, String value, String origin, boolean isReloadable)
{
}
