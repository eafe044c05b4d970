package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Policies out of files: of all channels, of some, and those that would never end.
 */
class PolicyReaderTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldDoNothingUnlessAsked() throws IOException
    {
        final Settings settings = bind("limits { channels { a: { mm: 3 } } }");

        assertThat(settings.limits().policies()).isEqualTo(Policies.OFF);
        assertThat(settings.channels()).extracting(ChannelLimits::policies).containsExactly(Policies.INHERITED);
    }

    @Test
    void shouldTakeWhatIsSaidOfAllChannelsAndOfSome() throws IOException
    {
        final Settings settings = bind(
            """
                store_limits {
                    max_durable_idle: "1d"
                    channels {
                        "orders.>" { max_deliveries: 5, dead_letter: "dead.orders", dedup_window: "2m",
                        max_durable_idle: "7d" }
                        "orders.bulk" { max_deliveries: 0, dead_letter: "", dedup_max: 5000 }
                    }
                }
                """);

        assertThat(settings.limits().policies()).isEqualTo(new Policies(0, "", 0, Policies.DEDUP_MAX_DEFAULT, Duration
            .ofDays(1).toNanos()));
        assertThat(settings.channels()).extracting(ChannelLimits::policies).containsExactly(new Policies(5,
            "dead.orders", Duration.ofMinutes(2).toNanos(), -1, Duration.ofDays(7).toNanos()),
            new Policies(0, "", -1,
                5000, -1));
        assertThat(settings.channels().get(0).text()).isEqualTo(
            "max_deliveries 5, dead_letter dead.orders, dedup_window 2m0s, max_durable_idle 168h0m0s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "limits {\\n max_deliveries: -1 }   | :2: max_deliveries cannot be negative (-1)",
        "limits {\\n max_deliveries: 2000000 } | :2: max_deliveries must be between 1 and 1000000, or 0 for any number",
        "limits {\\n dead_letter: 'a.*' }   | :2: dead_letter \"a.*\" is no channel name without wildcards",
        "limits {\\n dedup_max: 0 }         | :2: dedup_max must be between 1 and 10000000 (0)",
        "limits {\\n dedup_window: -3s }    | :2: dedup_window cannot be negative (-3s)",
        "limits { channels {\\n a { max_deliveries: 1000001 } } } | :2: max_deliveries must be between 1 and 1000000",
        "limits { channels {\\n a { max_durable_idle: -1h } } } | :2: \"max_durable_idle\" cannot be negative (-1h)",
        "limits { channels {\\n a { dead_letter: 'b..c' } } } | :2: dead_letter \"b..c\" is no channel name"})
    void shouldSayWhereItIsWrong(final String text, final String message)
    {
        assertThatThrownBy(() -> bind(text.replace("\\n", "\n"))).isInstanceOf(SettingsException.class)
            .hasMessageContaining("test.conf" + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "limits {\n max_deliveries: 3, dead_letter: dead }",
        "limits { channels {\n 'a.>' { max_deliveries: 3, dead_letter: a.dead } } }",
        "limits { channels {\n a { max_deliveries: 3, dead_letter: b }\n b { max_deliveries: 1, dead_letter: a } } }",
        "limits { max_deliveries: 3\n channels { a {dead_letter: b}\n b {dead_letter: c}, c {dead_letter: b} } }"})
    void shouldRefuseDeadLettersThatComeBack(final String text)
    {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(SettingsException.class).hasMessageMatching(
            "(?s).*test.conf:\\d+: dead_letter \"[\\w.]+\": dead letters of that channel come back to it; give it an " +
                "entry of its own with max_deliveries: 0, or another dead_letter.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "limits { max_deliveries: 3, dead_letter: dead, channels { dead { max_deliveries: 0 } } }",
        "limits { channels { 'a.>' { max_deliveries: 3, dead_letter: dead.a } } }",
        "limits { channels { a { max_deliveries: 3, dead_letter: b }, b { max_deliveries: 1, dead_letter: c } } }"})
    void shouldTakeDeadLettersThatComeToAnEnd(final String text)
    {
        assertThatCode(() -> bind(text)).doesNotThrowAnyException();
    }

    private Settings bind(final String text) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("test.conf"), text);
        return ReadSettings.read(ProgramName.NATS_STREAMING_SERVER, List.of("-sc", file.toString()), java.util.Map.of())
            .settings();
    }
}
