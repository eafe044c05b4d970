package io.standfast.replication;

/**
 * The gateway's duty, for a thread that has others, too.
 */
public interface GatewayTurn
{
    /**
     * One duty cycle.
     *
     * @return amount of work done.
     */
    int doWork();

    /**
     * Wait until something comes in or somebody rings the gateway, as long as the gateway itself would at most.
     *
     * @param timeoutNs longest wait, ns.
     */
    void awaitWork(long timeoutNs);
}
