package io.standfast.nats.link.listener;

/**
 * What a running listener can be given anew: who may connect, and how the wire is secured. Immutable.
 *
 * @param authorization who may connect.
 * @param timeoutNs     in which a client must say who it is, when it must.
 * @param tls           of the wire, or null for none.
 */
public record ListenerSecurity(Authorization authorization, long timeoutNs, ListenerTls tls)
{
    /** Everybody may connect, and read along. */
    public static final ListenerSecurity NONE = new ListenerSecurity(Authorization.NONE,
        Authorization.TIMEOUT_DEFAULT_NS, null);
}
