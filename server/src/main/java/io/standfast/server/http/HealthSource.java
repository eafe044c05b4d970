package io.standfast.server.http;

/**
 * Who knows how the node is. Called by any thread.
 */
public interface HealthSource
{
    /**
     * Look.
     *
     * @param question of the probe.
     * @return report; its checks are those that the question needs.
     */
    HealthReport health(HealthQuestion question);
}
