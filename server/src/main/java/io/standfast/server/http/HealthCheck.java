package io.standfast.server.http;

/**
 * One thing that was looked at. Immutable.
 *
 * @param name   what, one word.
 * @param isOk   whether it is as it should be.
 * @param reason one sentence for the operator: what is, and what is awaited.
 */
public record HealthCheck(String name, boolean isOk, String reason)
{
}
