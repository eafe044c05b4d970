package io.standfast.server.config;

/**
 * Where messages live: what {@code -store} chooses.
 */
public enum StoreType
{
    /** In a temporary directory that goes away with the server: nothing is recovered. */
    MEMORY,
    /** In the data directory. */
    FILE
}
