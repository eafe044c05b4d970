package io.standfast.nats.link.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nats.client.NKey;

/**
 * Passwords, hashes and keys, with known answers and against jnats' own keys.
 */
class SecretTest
{
    /** From the tests of OpenBSD's crypt. */
    private static final String HASH = "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkY8jIucDrjc8deX1s.";
    private static final String OF_ABC = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

    @Test
    void shouldKnowAPassword()
    {
        assertThat(Secret.of("s3cret").isRight("s3cret")).isTrue();
        assertThat(Secret.of("s3cret").isRight("s3cres")).isFalse();
        assertThat(Secret.of("s3cret").isRight("")).isFalse();
        assertThat(Secret.of("s3cret")).hasToString("Secret[plain]").isEqualTo(Secret.of("s3cret"));
    }

    @Test
    void shouldKnowThePasswordOfAHash()
    {
        final Secret secret = Secret.of(OF_ABC);

        assertThat(secret.isHash()).isTrue();
        assertThat(secret.isRight("abc")).isTrue();
        assertThat(secret.isRight("abd")).isFalse();
        assertThat(secret.isRight("")).isFalse();
        assertThat(secret.isRight(OF_ABC)).as("the hash is not the password").isFalse();
        assertThat(secret).hasToString("Secret[bcrypt]");
    }

    @Test
    void shouldRefuseAHashThatIsNotWholeOrTakesTooLongWithoutNamingIt()
    {
        assertThatThrownBy(() -> Secret.of(HASH.substring(0, 59))).hasMessageContaining("60 characters")
            .hasMessageNotContaining("DCq7");
        assertThatThrownBy(() -> Secret.of(OF_ABC.replace("$06$", "$31$"))).hasMessageContaining("cost 31");
    }

    @Test
    void shouldKnowWhatTheOwnerOfAnNkeyHasSigned() throws Exception
    {
        for (int i = 0; i < 20; i++)
        {
            final NKey pair = NKey.createUser(new SecureRandom());
            final NatsKey key = NatsKey.of(new String(pair.getPublicKey()));
            final byte[] signed = pair.sign("nonce".getBytes(StandardCharsets.US_ASCII));

            assertThat(key.hasSigned("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(signed))).isTrue();
            assertThat(key.hasSigned("nonce", Base64.getEncoder().encodeToString(signed))).isTrue();
            assertThat(key.hasSigned("other", Base64.getUrlEncoder().encodeToString(signed))).isFalse();
            signed[3] ^= 1;
            assertThat(key.hasSigned("nonce", Base64.getUrlEncoder().encodeToString(signed))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AA", "!!!", "====", "%%"})
    void shouldTakeNothingForASignatureThatIsNone(final String signature) throws Exception
    {
        final NatsKey key = NatsKey.of(new String(NKey.createUser(new SecureRandom()).getPublicKey()));

        assertThat(key.hasSigned("nonce", signature)).isFalse();
    }

    @Test
    void shouldSayWhatIsWrongWithAnNkey() throws Exception
    {
        final NKey pair = NKey.createUser(new SecureRandom());
        final String text = new String(pair.getPublicKey());
        final String mistyped = text.substring(0, 20) + (text.charAt(20) == 'A' ? 'B' : 'A') + text.substring(21);

        assertThatThrownBy(() -> NatsKey.of(mistyped)).hasMessageContaining("wrong checksum");
        assertThatThrownBy(() -> NatsKey.of(text.substring(1))).hasMessageContaining("56 letters");
        assertThatThrownBy(() -> NatsKey.of("1" + text.substring(1))).hasMessageContaining("'1'");
        final String seed = new String(pair.getSeed());
        assertThatThrownBy(() -> NatsKey.of(seed)).hasMessageContaining("is the seed").hasMessageNotContaining(seed);
        final String account = new String(NKey.createAccount(new SecureRandom()).getPublicKey());
        assertThatThrownBy(() -> NatsKey.of(account)).hasMessageContaining("begin with U");
    }
}
