package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is sealed can be opened with the key, as the channel's, unchanged, and not otherwise.
 */
class SealedPayloadTest
{
    private static final byte[] ORDERS = "orders".getBytes(UTF_8);
    private static final byte[] BILLS = "bills".getBytes(UTF_8);
    private static final byte[] TEXT = "a plain text that nobody else should read".getBytes(UTF_8);

    private final MasterKey key = MasterKey.of("secret".getBytes(UTF_8));
    private final PayloadOpener opener = new PayloadOpener(MasterKey.of("secret".getBytes(UTF_8)));

    /** As it lies in the store. */
    private record Stored(int keyId, long nonceHigh, int nonceLow, byte[] payload)
    {
        private byte[] openedBy(final PayloadOpener opener, final byte[] channel) throws SealedException
        {
            opener.open(keyId, nonceHigh, nonceLow, channel, new UnsafeBuffer(payload), 0, payload.length);
            final byte[] plain = new byte[opener.length()];
            opener.buffer().getBytes(0, plain);
            return plain;
        }
    }

    private static Stored seal(final PayloadSealer sealer, final byte[] channel, final byte[] plain)
    {
        final byte[] all = new byte[channel.length + plain.length];
        System.arraycopy(channel, 0, all, 0, channel.length);
        System.arraycopy(plain, 0, all, channel.length, plain.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(all);
        sealer.seal(buffer, 0, channel.length, buffer, channel.length, plain.length);
        final byte[] payload = new byte[sealer.length()];
        sealer.buffer().getBytes(0, payload);
        return new Stored(sealer.keyId(), sealer.nonceHigh(), sealer.nonceLow(), payload);
    }

    @ParameterizedTest
    @EnumSource
    void shouldOpenWhatWasSealedWhateverItsLength(final AtRestCipher cipher) throws SealedException
    {
        final PayloadSealer sealer = new PayloadSealer(key, cipher);
        final Random random = new Random(5);
        for (final int length : new int[]{0, 1, 15, 16, 17, 128, 4096, 4097, 1 << 20, 3})
        {
            final byte[] plain = new byte[length];
            random.nextBytes(plain);

            final Stored stored = seal(sealer, ORDERS, plain);

            assertThat(stored.payload).hasSize(length + PayloadSealer.OVERHEAD);
            assertThat(stored.openedBy(opener, ORDERS)).as("length " + length).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowNothingOfThePlainText(final AtRestCipher cipher)
    {
        final Stored stored = seal(new PayloadSealer(key, cipher), ORDERS, TEXT);

        assertThat(new String(stored.payload, UTF_8)).doesNotContain("plain").doesNotContain("nobody");
    }

    /** Session, cipher text and tag, byte by byte. */
    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatWasChanged(final AtRestCipher cipher)
    {
        final Stored stored = seal(new PayloadSealer(key, cipher), ORDERS, TEXT);
        for (int i = 0; i < stored.payload.length; i++)
        {
            final byte[] changed = stored.payload.clone();
            changed[i] ^= 1;

            assertThatThrownBy(() -> new Stored(stored.keyId, stored.nonceHigh, stored.nonceLow, changed).openedBy(
                opener, ORDERS)).as("byte " + i).isInstanceOf(SealedException.class).hasMessageContaining(
                    "has been changed on the disk");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 3"})
    void shouldRefuseAnotherNonceOrCipher(final long high, final int low, final int cipherBits)
    {
        final Stored stored = seal(new PayloadSealer(key, AtRestCipher.AES), ORDERS, TEXT);

        assertThatThrownBy(() -> new Stored(stored.keyId ^ cipherBits, stored.nonceHigh + high, stored.nonceLow + low,
            stored.payload).openedBy(opener, ORDERS)).isInstanceOf(SealedException.class);
    }

    @Test
    void shouldRefuseWhatIsCutShortOrOfAnUnknownCipher()
    {
        final Stored stored = seal(new PayloadSealer(key, AtRestCipher.AES), ORDERS, new byte[0]);
        for (int length = 0; length < stored.payload.length; length++)
        {
            final byte[] cut = Arrays.copyOf(stored.payload, length);
            assertThatThrownBy(
                () -> new Stored(stored.keyId, stored.nonceHigh, stored.nonceLow, cut).openedBy(opener, ORDERS))
                .isInstanceOf(SealedException.class).hasMessageContaining("does not know");
        }
        assertThatThrownBy(
            () -> new Stored(stored.keyId | 15, stored.nonceHigh, stored.nonceLow, stored.payload).openedBy(opener,
                ORDERS))
            .isInstanceOf(SealedException.class).hasMessageContaining("does not know");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAMessageOfAnotherChannel(final AtRestCipher cipher) throws SealedException
    {
        final Stored stored = seal(new PayloadSealer(key, cipher), ORDERS, TEXT);

        assertThatThrownBy(() -> stored.openedBy(opener, BILLS)).isInstanceOf(SealedException.class);
        assertThat(stored.openedBy(opener, ORDERS)).isEqualTo(TEXT);
    }

    /** Messages are delivered again. Java's ChaCha20 takes no nonce twice in a row. */
    @ParameterizedTest
    @EnumSource
    void shouldOpenTheSameMessageAgainAndAgain(final AtRestCipher cipher) throws SealedException
    {
        final PayloadSealer sealer = new PayloadSealer(key, cipher);
        final Stored stored = seal(sealer, ORDERS, TEXT);
        final Stored next = seal(sealer, ORDERS, BILLS);
        final AtRestCipher second = cipher == AtRestCipher.AES ? AtRestCipher.CHACHA : AtRestCipher.AES;
        final Stored other = seal(new PayloadSealer(key, second), ORDERS, BILLS);
        for (int i = 0; i < 3; i++)
        {
            assertThat(stored.openedBy(opener, ORDERS)).isEqualTo(TEXT);
            assertThat(stored.openedBy(opener, ORDERS)).isEqualTo(TEXT);
            assertThat(other.openedBy(opener, ORDERS)).isEqualTo(BILLS);
            assertThat(stored.openedBy(opener, ORDERS)).isEqualTo(TEXT);
            assertThat(next.openedBy(opener, ORDERS)).isEqualTo(BILLS);
        }
    }

    @Test
    void shouldSayWhichKeyIsMissing()
    {
        final Stored stored = seal(new PayloadSealer(key, AtRestCipher.AES), ORDERS, TEXT);

        assertThatThrownBy(() -> stored.openedBy(new PayloadOpener(null), ORDERS)).isInstanceOf(SealedException.class)
            .hasMessageContaining("this server has no key");
        assertThatThrownBy(() -> stored.openedBy(new PayloadOpener(MasterKey.of("Secret".getBytes(UTF_8))), ORDERS))
            .isInstanceOf(SealedException.class).hasMessageContaining("another key");
    }

    /** Every start has a key of its own, so that its counter may begin anew. */
    @Test
    void shouldNeverUseANonceTwiceUnderAKeyOverRestarts() throws SealedException
    {
        final Set<String> nonces = new HashSet<>();
        final Set<String> texts = new HashSet<>();
        for (int start = 0; start < 50; start++)
        {
            final PayloadSealer sealer = new PayloadSealer(key, AtRestCipher.CHACHA);
            for (int i = 0; i < 20; i++)
            {
                final Stored stored = seal(sealer, i % 2 == 0 ? ORDERS : BILLS, TEXT);
                final HexFormat hex = HexFormat.of();
                assertThat(nonces.add(hex.formatHex(stored.payload, 0, SealedLayout.SESSION_LENGTH) + ":" +
                    stored.nonceHigh + ":" + stored.nonceLow)).isTrue();
                assertThat(texts.add(hex.formatHex(stored.payload, SealedLayout.SESSION_LENGTH,
                    SealedLayout.SESSION_LENGTH + TEXT.length))).isTrue();
                assertThat(stored.openedBy(opener, i % 2 == 0 ? ORDERS : BILLS)).isEqualTo(TEXT);
            }
        }
    }

    /** More starts than keys of sessions are kept. */
    @Test
    void shouldOpenMessagesOfManySessions() throws SealedException
    {
        final Stored first = seal(new PayloadSealer(key, AtRestCipher.AES), ORDERS, TEXT);
        for (int start = 0; start < 1100; start++)
        {
            final AtRestCipher cipher = start % 2 == 0 ? AtRestCipher.AES : AtRestCipher.CHACHA;
            assertThat(seal(new PayloadSealer(key, cipher), ORDERS, TEXT).openedBy(opener, ORDERS)).isEqualTo(TEXT);
        }
        assertThat(first.openedBy(opener, ORDERS)).isEqualTo(TEXT);
    }

    @Test
    void shouldWipeTheOperatorsKeyAndHideTheMasterKey()
    {
        final byte[] userKey = "hunter2".getBytes(UTF_8);

        final MasterKey master = MasterKey.of(userKey);

        assertThat(userKey).containsOnly(0);
        assertThat(master.toString()).isEqualTo("MasterKey[hidden]");
        assertThat(master.check()).hasSize(32).isNotEqualTo(key.check());
        assertThat(master.checkNumber()).isNotZero().isNotEqualTo(key.checkNumber());
        assertThat(key.check()).isEqualTo(MasterKey.of("secret".getBytes(UTF_8)).check());
    }

    /**
     * What is stored by one build must be read by the next: changed only with a new code of the cipher. The values were
     * computed by another program (HMAC, AES-GCM and ChaCha20-Poly1305 of Python's cryptography) from the layout.
     */
    @ParameterizedTest
    @CsvSource({"AES, 000102030405060708090a0b0c0d0e0fa62df284ecf033a0014cf6fb149209b6e1301e394a9b",
        "CHACHA, 000102030405060708090a0b0c0d0e0f026c1d165149ff3e8f4fd787536a17fce4528db57ab1"})
    void shouldOpenWhatTheFirstBuildHasSealed(final AtRestCipher cipher, final String hex) throws SealedException
    {
        final Stored golden = new Stored(key.keyId(cipher), 42, 0x09a7c08a, HexFormat.of().parseHex(hex));

        assertThat(golden.openedBy(opener, ORDERS)).isEqualTo("golden".getBytes(UTF_8));
        assertThat(key.check()).isEqualTo("64079216d954c7d9e59704efdb1e6ecf");
        assertThat(seal(new PayloadSealer(key, cipher), ORDERS, TEXT).nonceLow).isEqualTo(0x09a7c08a);
    }

    @Test
    void shouldChooseTheCipherThatSuitsTheProcessor()
    {
        assertThat(AtRestCipher.forProcessor("amd64")).isEqualTo(AtRestCipher.AES);
        assertThat(AtRestCipher.forProcessor("aarch64")).isEqualTo(AtRestCipher.CHACHA);
        assertThat(AtRestCipher.named("chacha")).isEqualTo(AtRestCipher.CHACHA);
        assertThat(AtRestCipher.named("aes")).isEqualTo(AtRestCipher.AES);
        assertThat(AtRestCipher.named("")).isNotNull();
        assertThat(AtRestCipher.named("DES")).isNull();
    }
}
