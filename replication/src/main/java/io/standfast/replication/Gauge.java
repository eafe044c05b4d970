package io.standfast.replication;

import java.util.function.LongSupplier;

/**
 * A number of this node that Aeron's tools show. Immutable.
 *
 * @param typeId of the counter, at least {@link #FIRST_TYPE_ID}; documented in docs/aeron-tools.md.
 * @param label  of the counter, for people.
 * @param value  of the counter; asked by any thread.
 */
public record Gauge(int typeId, String label, LongSupplier value)
{
    /** Those below are Aeron's own. */
    public static final int FIRST_TYPE_ID = 1000;
    /** First of the node's. */
    public static final int NODE_TYPE_ID = 1001;
    /** First of the gateway's. */
    public static final int GATEWAY_TYPE_ID = 1021;
}
