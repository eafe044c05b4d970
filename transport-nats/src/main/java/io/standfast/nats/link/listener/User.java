package io.standfast.nats.link.listener;

import java.util.Objects;

import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;

/**
 * Somebody who may connect, how that is proven, and what the connections may do. Immutable.
 *
 * @param name      of the user; of one that has an nkey, that key.
 * @param secret    password or token; null for one that is known by an nkey or a certificate, or needs nothing.
 * @param publish   NATS subjects that may be published to.
 * @param subscribe NATS subjects that may be subscribed to.
 * @param responses whether requests may be answered beyond that, or null.
 * @param rights    in streaming, or null for all.
 */
public record User(String name, Secret secret, SubjectRules publish, SubjectRules subscribe, ResponseRule responses,
    ClientRights rights)
{
    /**
     * A user that may do everything.
     *
     * @param name   of the user.
     * @param secret password or token.
     * @return user.
     */
    public static User unrestricted(final String name, final Secret secret)
    {
        return new User(name, secret, SubjectRules.ANY, SubjectRules.ANY, null, null);
    }

    /** Whether a connection that has proven to be the other one is this one, too. */
    boolean isSameAs(final User other)
    {
        return name.equals(other.name) && Objects.equals(secret, other.secret);
    }
}
