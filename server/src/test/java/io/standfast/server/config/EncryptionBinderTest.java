package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The original's flags of encryption, and its environment variable.
 */
class EncryptionBinderTest
{
    private static final Map<String, String> VARIABLE = Map.of("NATS_STREAMING_ENCRYPTION_KEY", "of-the-environment");

    @TempDir
    private Path directory;

    private static ReadSettings read(final Map<String, String> environment, final String... flags)
    {
        return ReadSettings.read(ProgramName.NATS_STREAMING_SERVER, List.of(flags), environment);
    }

    private static Settings.Encryption encryption(final Map<String, String> environment, final String... flags)
    {
        return read(environment, flags).settings().security().encryption();
    }

    private static String check(final String key)
    {
        return MasterKey.of(key.getBytes(UTF_8)).check();
    }

    @Test
    void shouldBeOffUnlessAskedFor()
    {
        assertThat(encryption(Map.of()).isOn()).isFalse();
        assertThat(encryption(Map.of()).key()).isNull();
        assertThat(encryption(Map.of(), "-encryption_key", "", "-encrypt=false").isOn()).isFalse();
    }

    @Test
    void shouldBeTurnedOnByAKeyOrByTheFlagWithTheKeyOfTheEnvironment()
    {
        assertThat(encryption(Map.of(), "-encryption_key", "k").isOn()).isTrue();
        assertThat(encryption(Map.of(), "-encryption_key", "k").key().check()).isEqualTo(check("k"));
        assertThat(encryption(VARIABLE, "-encrypt").isOn()).isTrue();
        assertThat(encryption(VARIABLE, "-encrypt").key().check()).isEqualTo(check("of-the-environment"));
    }

    @Test
    void shouldTakeTheKeyOfTheEnvironmentBeforeThatOfAFlag()
    {
        final Settings.Encryption both = encryption(VARIABLE, "-encryption_key", "k");

        assertThat(both.isOn()).isTrue();
        assertThat(both.key().check()).isEqualTo(check("of-the-environment"));
    }

    /** So that old messages can still be read when it is turned off. */
    @Test
    void shouldOnlyKnowTheKeyWhenTheEnvironmentAloneHasIt()
    {
        assertThat(encryption(VARIABLE).isOn()).isFalse();
        assertThat(encryption(VARIABLE).key().check()).isEqualTo(check("of-the-environment"));
    }

    @Test
    void shouldTakeAllOfAFile() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("x.conf"),
            "streaming { encrypt: true, encryption_cipher: \"CHACHA\", encryption_key: \"k\" }");

        final Settings.Encryption bound = encryption(Map.of(), "-sc", file.toString());

        assertThat(bound.isOn()).isTrue();
        assertThat(bound.cipher()).isEqualTo(AtRestCipher.CHACHA);
        assertThat(bound.key().check()).isEqualTo(check("k"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-encrypt | encryption key required: give it in the environment, NATS_STREAMING_ENCRYPTION_KEY, or leave",
        "-encryption_cipher DES | encryption cipher not supported: encryption_cipher is AES or CHACHA, not \"DES\"",
        "-encryption_key k -aeron_door ipc | aeron_door cannot be open while messages are encrypted at rest",
        "-encryption_key k -cluster_feature_level 6 | -cluster_feature_level 6 keeps the way back to builds open"})
    void shouldSayWhatIsWrong(final String flags, final String text)
    {
        assertThatThrownBy(() -> encryption(Map.of(), flags.split(" "))).isInstanceOf(SettingsException.class)
            .hasMessageStartingWith(text);
    }

    @Test
    void shouldShowTheKeyNowhereAndWarnOfTheCommandLine()
    {
        final ReadSettings flag = read(Map.of(), "-encryption_key", "hunter2");

        assertThat(flag.settings().toString()).doesNotContain("hunter2");
        assertThat(flag.effective().all().toString()).doesNotContain("hunter2");
        assertThat(flag.settings().warnings()).singleElement().asString().startsWith(
            "The encryption key stands in the command line").doesNotContain("hunter2");
        assertThat(read(VARIABLE, "-encrypt").settings().warnings()).isEmpty();
    }
}
