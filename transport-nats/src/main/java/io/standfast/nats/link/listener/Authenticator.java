package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Finds out whose connection it is, in nats-server's order: nkey, user and password, token, certificate, nobody. A
 * password that has passed bcrypt once is known again by a keyed digest, and one that is being checked is not checked
 * twice, so that thousands of clients that come back after a failover do not wait for one another. Owned by the gateway
 * thread.
 */
final class Authenticator
{
    private static final int NONCE_BYTES = 11;
    private static final int KEY_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();
    private final CryptoProxy signatures;
    private final CryptoProxy hashes;
    // By digest of user and password: who waits for the same check.
    private final Map<ByteBuffer, List<Consumer<User>>> checks = new HashMap<>();
    // By name of the user: digest of the password that was right.
    private final Map<String, byte[]> rightBefore = new HashMap<>();
    private Mac mac;
    private Authorization authorization;
    private int generation;

    /**
     * For one listener.
     *
     * @param authorization who may connect.
     * @param signatures    for what takes a millisecond.
     * @param hashes        for what takes a hundred.
     */
    Authenticator(final Authorization authorization, final CryptoProxy signatures, final CryptoProxy hashes)
    {
        this.authorization = authorization;
        this.signatures = signatures;
        this.hashes = hashes;
    }

    void authorization(final Authorization next)
    {
        authorization = next;
        generation++;
        rightBefore.clear();
    }

    /** What the next client is to sign, or empty when nobody has an nkey. */
    String newNonce()
    {
        if (!authorization.hasKeys())
        {
            return "";
        }
        final byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /**
     * Find out.
     *
     * @param options      of the CONNECT line.
     * @param nonce        that the client was sent.
     * @param certificates names in its verified certificate.
     * @param verdict      hears the user, or null, during the call or later.
     * @return false when there is too much to do: nobody will hear anything.
     */
    boolean tryAuthenticate(final ConnectOptions options, final String nonce, final List<String> certificates,
        final Consumer<User> verdict)
    {
        final String publicKey = options.text("nkey");
        final String name = options.text("user");
        final String token = options.text("auth_token");
        if (!publicKey.isEmpty())
        {
            return trySignature(authorization.keyUser(publicKey), authorization.key(publicKey), nonce,
                options.text("sig"), verdict);
        }
        if (!name.isEmpty())
        {
            return trySecret(authorization.user(name), options.text("pass"), verdict);
        }
        if (!token.isEmpty())
        {
            return trySecret(authorization.tokenUser(), token, verdict);
        }
        verdict.accept(authorization.isCertificateEnough() ? certified(certificates) : authorization.anonymous());
        return true;
    }

    private User certified(final List<String> names)
    {
        for (final String name : names)
        {
            final User user = authorization.user(name);
            if (user != null)
            {
                return user;
            }
        }
        return null;
    }

    private boolean trySignature(final User user, final NatsKey key, final String nonce, final String signature,
        final Consumer<User> verdict)
    {
        if (key == null || nonce.isEmpty())
        {
            verdict.accept(null);
            return true;
        }
        final Authorization asked = authorization;
        final boolean[] hasSigned = new boolean[1];
        return signatures.tryDo(() -> hasSigned[0] = key.hasSigned(nonce, signature),
            // After a reload the user may be gone, or may do less.
            () -> verdict.accept(hasSigned[0] && asked == authorization ? user : null));
    }

    private boolean trySecret(final User user, final String shown, final Consumer<User> verdict)
    {
        final Secret secret = user == null ? null : user.secret();
        if (secret == null || !secret.isHash())
        {
            verdict.accept(secret != null && secret.isRight(shown) ? user : null);
            return true;
        }
        final byte[] digest = digest(user.name(), shown);
        if (MessageDigest.isEqual(digest, rightBefore.get(user.name())))
        {
            verdict.accept(user);
            return true;
        }
        final ByteBuffer check = ByteBuffer.wrap(digest);
        final List<Consumer<User>> waiting = checks.get(check);
        if (waiting != null)
        {
            waiting.add(verdict);
            return true;
        }
        final Authorization asked = authorization;
        final boolean[] isRight = new boolean[1];
        final boolean isAsked = hashes.tryDo(() -> isRight[0] = secret.isRight(shown),
            // After a reload another password may be right.
            () -> onChecked(check, isRight[0] && asked == authorization ? user : null));
        if (isAsked)
        {
            checks.put(check, new ArrayList<>(List.of(verdict)));
        }
        return isAsked;
    }

    private void onChecked(final ByteBuffer check, final User user)
    {
        if (user != null)
        {
            rightBefore.put(user.name(), check.array());
        }
        checks.remove(check).forEach(verdict -> verdict.accept(user));
    }

    private byte[] digest(final String user, final String password)
    {
        try
        {
            if (mac == null)
            {
                final byte[] key = new byte[KEY_BYTES];
                random.nextBytes(key);
                mac = Mac.getInstance(HMAC);
                mac.init(new SecretKeySpec(key, HMAC));
            }
            mac.update(user.getBytes(UTF_8));
            // What is asked after a reload is another question.
            mac.update((byte) 0);
            mac.update((byte) generation);
            return mac.doFinal(password.getBytes(UTF_8));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("this JVM has no " + HMAC, ex);
        }
    }
}
