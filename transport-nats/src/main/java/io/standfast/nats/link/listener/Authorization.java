package io.standfast.nats.link.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who may connect to a listener. Immutable, so that any thread may make the next one.
 */
public final class Authorization
{
    /** Everybody may connect and do everything. */
    public static final Authorization NONE = new Authorization(List.of(), List.of(), null, null, false);
    /** Time to prove who one is unless set otherwise. */
    public static final long TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, User> users = new HashMap<>();
    private final Map<String, User> keyUsers = new HashMap<>();
    private final Map<String, NatsKey> keys = new HashMap<>();
    private final User tokenUser;
    private final User anonymous;
    private final boolean isCertificateEnough;

    /**
     * Who may connect.
     *
     * @param users               with passwords.
     * @param keyUsers            with nkeys.
     * @param tokenUser           whose token is enough, or null.
     * @param anonymous           name of the user that those are who show nothing, or null.
     * @param isCertificateEnough whether the names in a client's verified certificate are its user's.
     * @throws IllegalArgumentException when a name is there twice, or is missing; the message says which.
     */
    public Authorization(final List<User> users, final List<User> keyUsers, final User tokenUser,
        final String anonymous, final boolean isCertificateEnough)
    {
        for (final User user : users)
        {
            if (this.users.put(user.name(), user) != null)
            {
                throw new IllegalArgumentException("user \"" + user.name() + "\" is there twice");
            }
        }
        for (final User user : keyUsers)
        {
            keys.put(user.name(), NatsKey.of(user.name()));
            if (this.keyUsers.put(user.name(), user) != null)
            {
                throw new IllegalArgumentException("nkey \"" + user.name() + "\" is there twice");
            }
        }
        this.tokenUser = tokenUser;
        this.anonymous = anonymous == null ? null : this.users.get(anonymous);
        if (anonymous != null && this.anonymous == null)
        {
            throw new IllegalArgumentException("no_auth_user \"" + anonymous + "\" is not one of the users");
        }
        this.isCertificateEnough = isCertificateEnough;
    }

    /**
     * Whether anybody is asked who they are.
     *
     * @return true if so.
     */
    public boolean isRequired()
    {
        return !users.isEmpty() || !keys.isEmpty() || tokenUser != null;
    }

    boolean hasKeys()
    {
        return !keys.isEmpty();
    }

    boolean isCertificateEnough()
    {
        return isCertificateEnough;
    }

    User user(final String name)
    {
        return users.get(name);
    }

    User keyUser(final String publicKey)
    {
        return keyUsers.get(publicKey);
    }

    NatsKey key(final String publicKey)
    {
        return keys.get(publicKey);
    }

    User tokenUser()
    {
        return tokenUser;
    }

    /** Whom one is that shows nothing, or null. */
    User anonymous()
    {
        return anonymous;
    }

    /**
     * The user that a connection is after this has taken the place of another one.
     *
     * @param current user that it has proven to be, or null when nobody was asked.
     * @return user, or null when it must prove who it is.
     */
    User successor(final User current)
    {
        if (current == null)
        {
            return null;
        }
        final User[] candidates = {users.get(current.name()), keyUsers.get(current.name()), tokenUser};
        for (final User candidate : candidates)
        {
            if (candidate != null && candidate.isSameAs(current))
            {
                return candidate;
            }
        }
        return null;
    }

    @Override
    public String toString()
    {
        return "Authorization[users=" + users.size() + ", nkeys=" + keys.size() + ", token=" + (tokenUser != null) +
            "]";
    }
}
