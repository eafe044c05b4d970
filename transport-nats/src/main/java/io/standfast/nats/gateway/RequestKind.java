package io.standfast.nats.gateway;

/**
 * What kind of command waits for its reply.
 */
enum RequestKind
{
    /** ConnectClient. */
    CONNECT,
    /** CloseClient. */
    CLOSE_CLIENT,
    /** Subscribe. */
    SUBSCRIBE,
    /** CloseSubscription. */
    CLOSE_SUBSCRIPTION,
    /** ClientHealth: nobody waits. */
    HEALTH,
    /** ConfigureLimits: nobody waits. */
    PROPOSAL,
    /** What an operator ordered. */
    ADMIN
}
