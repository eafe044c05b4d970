package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.KeyFile;
import io.standfast.replication.crypt.MasterKey;
import io.standfast.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which key a data directory is for.
 */
class AtRestTest
{
    @TempDir
    private Path directory;

    private AtRest on(final String key)
    {
        return new AtRest(new Settings.Encryption(true, AtRestCipher.AES, MasterKey.of(key.getBytes(UTF_8))),
            directory);
    }

    private AtRest off(final String key)
    {
        return new AtRest(new Settings.Encryption(false, AtRestCipher.AES, key == null ? null : MasterKey.of(key
            .getBytes(UTF_8))), directory);
    }

    @Test
    void shouldBeForAnyKeyUntilSomethingIsEncrypted()
    {
        assertThatCode(on("k")::require).doesNotThrowAnyException();
        assertThatCode(off(null)::require).doesNotThrowAnyException();
        assertThat(off(null).newSealer()).isNull();
        assertThat(directory.resolve(KeyFile.NAME)).doesNotExist();
    }

    @Test
    void shouldRefuseAnotherKeyAndNoneAfterwards() throws IOException
    {
        assertThat(on("k").newSealer()).isNotNull();

        assertThat(Files.readString(directory.resolve(KeyFile.NAME))).isEqualTo(MasterKey.of(new byte[]{'k'}).check() +
            "\n");
        assertThatCode(on("k")::require).doesNotThrowAnyException();
        assertThatCode(off("k")::require).doesNotThrowAnyException();
        assertThatThrownBy(on("other")::require).isInstanceOf(ServerException.class).hasMessageContaining(
            "encrypted with another key").hasMessageEndingWith("; nothing was changed").extracting(
                ex -> ((ServerException) ex).exitCode())
            .isEqualTo(ExitCode.NOT_STARTED);
        assertThatThrownBy(off(null)::require).isInstanceOf(ServerException.class).hasMessageContaining(
            "give their key in the environment variable NATS_STREAMING_ENCRYPTION_KEY");
    }

    /** A member that only reads what others encrypt must not be started without the key later. */
    @Test
    void shouldRememberAKeyThatIsOnlyForReading()
    {
        assertThat(off("k").newSealer()).isNull();

        assertThatThrownBy(off(null)::require).isInstanceOf(ServerException.class);
        assertThat(off("k").checkNumber()).isEqualTo(on("k").checkNumber() - 1).isNotZero();
        assertThat(off(null).checkNumber()).isZero();
    }
}
