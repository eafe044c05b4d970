package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Who may administrate: users with passwords, or whoever has the token. Knows digests only, and compares all of them in
 * the same time whatever they are. Immutable.
 */
public final class AdminAccess
{
    /** Name of whoever has the token. */
    public static final String TOKEN_USER = "token";
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final List<Admin> admins;

    /**
     * One who may.
     *
     * @param name   for the log.
     * @param secret digest of the header that proves it.
     */
    private record Admin(String name, byte[] secret)
    {
    }

    private AdminAccess(final List<Admin> admins)
    {
        this.admins = List.copyOf(admins);
    }

    /**
     * Users.
     *
     * @param users pairs of name and password.
     * @return access for them.
     */
    public static AdminAccess ofUsers(final List<String[]> users)
    {
        final List<Admin> admins = new ArrayList<>();
        for (final String[] user : users)
        {
            admins.add(new Admin(user[0], digest(BASIC + user[0] + ":" + user[1])));
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
        return new AdminAccess(List.of(new Admin(TOKEN_USER, digest(BEARER + token))));
    }

    /**
     * Who asks.
     *
     * @param authorization header, or null.
     * @return name of the admin, or null when it is none.
     */
    public String nameOf(final String authorization)
    {
        final byte[] shown = digest(plain(authorization));
        String name = null;
        for (final Admin admin : admins)
        {
            // All of them, also after one that fits.
            final boolean isEqual = MessageDigest.isEqual(shown, admin.secret);
            name = isEqual ? admin.name : name;
        }
        return name;
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
