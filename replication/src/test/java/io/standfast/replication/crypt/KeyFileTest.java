package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which key a data directory wants, also after a restore that did not have it.
 */
class KeyFileTest
{
    private final MasterKey key = MasterKey.of("secret".getBytes(UTF_8));
    private final MasterKey other = MasterKey.of("Secret".getBytes(UTF_8));

    @TempDir
    private Path directory;

    @Test
    void shouldTakeAnyKeyWhenNothingIsKnown() throws IOException
    {
        assertThat(new KeyFile(directory).refusal(null)).isNull();
        assertThat(new KeyFile(directory).refusal(key)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void shouldWantTheKeyOfTheMessagesAfterARestore(final AtRestCipher cipher) throws IOException
    {
        final KeyFile file = new KeyFile(directory);

        file.rememberName(key.keyId(cipher));

        assertThat(Files.readString(directory.resolve(KeyFile.NAME))).isEqualTo("key 58bb8310\n");
        assertThat(file.refusal(null)).contains("holds encrypted messages");
        assertThat(file.refusal(other)).contains("encrypted with another key");
        assertThat(file.refusal(key)).isNull();
    }

    @Test
    void shouldKnowMoreOfTheKeyOnceItHasSeenIt() throws IOException
    {
        final KeyFile file = new KeyFile(directory);
        file.rememberName(key.keyId(AtRestCipher.AES));

        file.remember(key);
        file.remember(key);
        file.rememberName(other.keyId(AtRestCipher.AES));

        assertThat(Files.readString(directory.resolve(KeyFile.NAME))).isEqualTo(key.check() + "\n");
        assertThat(file.refusal(key)).isNull();
        assertThat(file.refusal(other)).isNotNull();
    }
}
