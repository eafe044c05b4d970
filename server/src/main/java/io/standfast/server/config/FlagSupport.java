package io.standfast.server.config;

/**
 * What this version does about a flag of the old server.
 */
enum FlagSupport
{
    /** Has its old meaning. */
    YES,
    /** Tunes something that does not exist here: accepted with a warning. */
    INERT,
    /** Asks for something that this version cannot do: refused, never silently ignored. */
    NO
}
