package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.standfast.nats.link.listener.Secret;

/**
 * Who may administrate: users with passwords or bcrypt hashes of them, or whoever has the token. Knows digests only,
 * and compares all of them in the same time whatever they are; who is not known yet costs one check of a hash, whatever
 * name is shown. Asked by the threads of the {@link MonitorServer}.
 */
public final class AdminAccess
{
    /** Name of whoever has the token. */
    public static final String TOKEN_USER = "token";
    private static final byte[] NOT_KNOWN = new byte[32];
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final List<Admin> admins;
    private final List<Admin> hashed;
    private final PasswordChecks checks = new PasswordChecks();

    /**
     * One who may.
     *
     * @param name   for the log.
     * @param hash   of the password, or null when it was given as it is.
     * @param secret digest of the header that proves it; of a hashed password known when it was right once.
     */
    private record Admin(String name, Secret hash, AtomicReference<byte[]> secret)
    {
        private Admin(final String name, final String header)
        {
            this(name, null, new AtomicReference<>(digest(header)));
        }

        private Admin(final String name, final Secret hash)
        {
            this(name, hash, new AtomicReference<>(NOT_KNOWN));
        }
    }

    private AdminAccess(final List<Admin> admins)
    {
        this.admins = List.copyOf(admins);
        hashed = admins.stream().filter(admin -> admin.hash != null).toList();
    }

    /**
     * Users.
     *
     * @param users pairs of name and password, or its bcrypt hash.
     * @return access for them.
     */
    public static AdminAccess ofUsers(final List<String[]> users)
    {
        final List<Admin> admins = new ArrayList<>();
        for (final String[] user : users)
        {
            final Secret secret = Secret.of(user[1]);
            admins.add(secret.isHash() ? new Admin(user[0], secret) : new Admin(user[0], BASIC + user[0] + ":" +
                user[1]));
        }
        return new AdminAccess(admins);
    }

    /**
     * Whoever has the token.
     *
     * @param token secret.
     * @return access with it.
     */
    public static AdminAccess ofToken(final String token)
    {
        return new AdminAccess(List.of(new Admin(TOKEN_USER, BEARER + token)));
    }

    /**
     * Who asks.
     *
     * @param authorization header, or null.
     * @param address       of who asks.
     * @return name of the admin, or null when it is none.
     * @throws UnavailableException when too many hashes are being checked.
     */
    public String nameOf(final String authorization, final String address)
    {
        final String header = plain(authorization);
        final byte[] shown = digest(header);
        final String name = known(shown);
        return name != null || hashed.isEmpty() || !header.startsWith(BASIC) ? name
            : checks.take(address, () -> check(header, shown));
    }

    private String known(final byte[] shown)
    {
        String name = null;
        for (final Admin admin : admins)
        {
            // All of them, also after one that fits.
            final boolean isEqual = MessageDigest.isEqual(shown, admin.secret.get());
            name = isEqual ? admin.name : name;
        }
        return name;
    }

    private String check(final String header, final byte[] shown)
    {
        // Who asks for several pages at once, for the first time, was found right while the others waited.
        final String name = known(shown);
        if (name != null)
        {
            return name;
        }
        final int colon = header.indexOf(':');
        final String user = colon < 0 ? "" : header.substring(BASIC.length(), colon);
        // A name that nobody has takes as long as one that somebody has.
        Admin asked = hashed.get(0);
        for (final Admin admin : hashed)
        {
            asked = admin.name.equals(user) ? admin : asked;
        }
        if (!asked.hash.isRight(header.substring(colon + 1)) || !asked.name.equals(user))
        {
            return null;
        }
        asked.secret.set(shown);
        return asked.name;
    }

    private static String plain(final String authorization)
    {
        if (authorization == null)
        {
            return "";
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length()))
        {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? BEARER + authorization.substring(
                BEARER.length()).strip() : "";
        }
        try
        {
            return BASIC + new String(Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip()),
                UTF_8);
        }
        catch (final IllegalArgumentException ex)
        {
            // Not what a client sends: nobody.
            return "";
        }
    }

    private static byte[] digest(final String text)
    {
        try
        {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java has SHA-256", ex);
        }
    }
}
