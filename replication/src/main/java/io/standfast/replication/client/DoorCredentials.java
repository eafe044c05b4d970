package io.standfast.replication.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

import io.aeron.security.CredentialsSupplier;

/**
 * What a client of the Aeron door shows: user and password, a token, or nothing. It crosses the network as it is.
 * Immutable.
 */
public final class DoorCredentials implements CredentialsSupplier
{
    /** As whom a session of the door is known in the log. */
    private static final byte[] PRINCIPAL = "door".getBytes(UTF_8);
    private static final byte[] PREFIX = "standfast-door 1\n".getBytes(UTF_8);
    private static final char SEPARATOR = '\n';

    private final String user;
    private final String secret;

    private DoorCredentials(final String user, final String secret)
    {
        this.user = user;
        this.secret = secret;
    }

    /**
     * For a server that asks for nothing.
     *
     * @return credentials.
     */
    public static DoorCredentials none()
    {
        return new DoorCredentials("", "");
    }

    /**
     * For a server started with {@code -user} and {@code -pass}.
     *
     * @param user     without line ends.
     * @param password of the user.
     * @return credentials.
     */
    public static DoorCredentials user(final String user, final String password)
    {
        return new DoorCredentials(user, password);
    }

    /**
     * For a server started with {@code -auth}.
     *
     * @param token of the server.
     * @return credentials.
     */
    public static DoorCredentials token(final String token)
    {
        return new DoorCredentials("", token);
    }

    /**
     * What a session of the door is known as in the log.
     *
     * @return principal.
     */
    public static byte[] principal()
    {
        return PRINCIPAL.clone();
    }

    /**
     * Whether a session is one of the door.
     *
     * @param principal of the session.
     * @return true if so.
     */
    public static boolean isPrincipal(final byte[] principal)
    {
        return Arrays.equals(PRINCIPAL, principal);
    }

    /**
     * Read what a client has shown.
     *
     * @param encoded by anyone.
     * @return credentials, or null when these are not for the door.
     */
    public static DoorCredentials decode(final byte[] encoded)
    {
        if (encoded.length < PREFIX.length || !Arrays.equals(PREFIX, Arrays.copyOf(encoded, PREFIX.length)))
        {
            return null;
        }
        final String text = new String(encoded, PREFIX.length, encoded.length - PREFIX.length, UTF_8);
        final int separator = text.indexOf(SEPARATOR);
        return separator < 0 ? null : new DoorCredentials(text.substring(0, separator), text.substring(separator + 1));
    }

    /**
     * Name of the user.
     *
     * @return name, empty for a token and for nothing.
     */
    public String user()
    {
        return user;
    }

    /**
     * Password or token.
     *
     * @return secret, may be empty.
     */
    public String secret()
    {
        return secret;
    }

    @Override
    public byte[] encodedCredentials()
    {
        final byte[] text = (user + SEPARATOR + secret).getBytes(UTF_8);
        final byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + text.length);
        System.arraycopy(text, 0, encoded, PREFIX.length, text.length);
        return encoded;
    }

    @Override
    public byte[] onChallenge(final byte[] encodedChallenge)
    {
        return encodedCredentials();
    }

    @Override
    public String toString()
    {
        return "DoorCredentials[" + (user.isEmpty() ? "" : user) + "]";
    }
}
