package io.standfast.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * An operator with one account, as a nats-server that knows its users by JWT wants it. Owned by the test's thread.
 */
final class JwtOperator
{
    private static final String NO_LIMITS = "\"subs\":-1,\"data\":-1,\"payload\":-1";
    private static final String ACCOUNT = "{\"limits\":{" + NO_LIMITS + ",\"imports\":-1,\"exports\":-1," +
        "\"wildcards\":true,\"conn\":-1,\"leaf\":-1},\"type\":\"account\",\"version\":2}";

    private final NKey operator;
    private final NKey account;

    JwtOperator() throws GeneralSecurityException, IOException
    {
        operator = NKey.createOperator(new SecureRandom());
        account = NKey.createAccount(new SecureRandom());
    }

    /** What the server's configuration says of them. */
    String configuration() throws GeneralSecurityException, IOException
    {
        return "operator: \"" + jwt(operator, operator, "{\"type\":\"operator\",\"version\":2}") + "\"\n" +
            "resolver: MEMORY\nresolver_preload: { " + name(account) + ": \"" + jwt(operator, account, ACCOUNT) +
            "\" }\n";
    }

    /** A file with JWT and seed of a new user. */
    Path credentials(final Path file) throws GeneralSecurityException, IOException
    {
        final NKey user = NKey.createUser(new SecureRandom());
        return Files.writeString(file, """
            -----BEGIN NATS USER JWT-----
            %s
            ------END NATS USER JWT------

            -----BEGIN USER NKEY SEED-----
            %s
            ------END USER NKEY SEED------
            """.formatted(jwt(account, user, "{\"pub\":{},\"sub\":{}," + NO_LIMITS +
            ",\"type\":\"user\",\"version\":2}"), new String(user.getSeed())));
    }

    private static String jwt(final NKey issuer, final NKey subject, final String claims)
        throws GeneralSecurityException, IOException
    {
        final String said = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(UTF_8)) + "." +
            base64(
                ("{\"jti\":\"test\",\"iat\":1700000000,\"iss\":\"" + name(issuer) + "\",\"name\":\"test\",\"sub\":\"" +
                    name(subject) + "\",\"nats\":" + claims + "}").getBytes(UTF_8));
        return said + "." + base64(issuer.sign(said.getBytes(UTF_8)));
    }

    private static String name(final NKey key) throws GeneralSecurityException, IOException
    {
        return new String(key.getPublicKey());
    }

    private static String base64(final byte[] bytes)
    {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
