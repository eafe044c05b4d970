package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who said what, and what changes.
 */
class EffectiveSettingsTest
{
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name()
    {
        file = directory.resolve("s.conf");
    }

    private EffectiveSettings read(final String text, final String... flags) throws IOException
    {
        Files.writeString(file, text);
        final List<String> arguments = new ArrayList<>(List.of("-c", file.toString()));
        arguments.addAll(List.of(flags));
        return ReadSettings.read(ProgramName.STANDFAST, arguments, Map.of()).effective();
    }

    private static EffectiveSetting of(final EffectiveSettings settings, final String name)
    {
        return settings.all().stream().filter(setting -> setting.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void shouldSayWhoSaidIt() throws IOException
    {
        final EffectiveSettings settings = read("port: 4333\nstreaming {\n hbi: 7s\n limits { mc: 3,\n" +
            "  channels { a.>: { mm: 5, ma: \"1h\" } } }\n}", "-mc", "9");

        assertThat(of(settings, "port")).isEqualTo(new EffectiveSetting("port", "4333", file + ":1", false));
        assertThat(of(settings, "hb_interval").origin()).isEqualTo(file + ":3");
        assertThat(of(settings, "max_channels")).isEqualTo(new EffectiveSetting("max_channels", "9", "flag -mc", true));
        assertThat(of(settings, "max_msgs")).isEqualTo(new EffectiveSetting("max_msgs", "1000000", "default", true));
        assertThat(of(settings, "store")).isEqualTo(new EffectiveSetting("store", "FILE", "default", false));
        assertThat(of(settings, "channels.a.>")).isEqualTo(new EffectiveSetting("channels.a.>",
            "max_msgs 5, max_age 1h0m0s", file + ":5", true));
    }

    @Test
    void shouldNotShowSecrets() throws IOException
    {
        final EffectiveSettings settings = read("ns: \"nats://u:sesame@h:1,nats://v:tree@g:2\"", "-user", "u", "-pass",
            "hush");

        assertThat(settings.all().toString()).doesNotContain("sesame", "tree@", "hush");
        assertThat(of(settings, "nats_server").value()).isEqualTo("nats://(hidden)@h:1,nats://(hidden)@g:2");
        assertThat(of(settings, "pass").value()).isEqualTo("(hidden)");
        assertThat(of(settings, "auth").value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats://u:p@sesame@h:1", "nats://u:p/sesame@h:1", "nats://u:p,sesame@h:1", "u:sesame@h:1",
        "sesame@h:1", "nats://sesame@h:1"})
    void shouldNotShowPasswordWhenItHoldsWhatSeparates(final String url) throws IOException
    {
        final EffectiveSettings settings = read("ns: \"" + url + "\"");

        assertThat(settings.all().toString()).doesNotContain("sesame");
        assertThat(of(settings, "nats_server").value()).endsWith("(hidden)@h:1");
        assertThat(settings.changes(read("port: 1")).toString()).doesNotContain("sesame");
    }

    @Test
    void shouldFindWhatChanges() throws IOException
    {
        final EffectiveSettings before = read("port: 1\npass: a, user: u\nlimits { mm: 5, channels { a: {mm: 1}, " +
            "b: {mm: 2} } }");
        final EffectiveSettings after = read("user: u, pass: b\nlimits { mm: 6, channels { b: {mm: 2}, a: {mm: 2} } }");

        assertThat(before.changes(after)).containsExactly(
            new SettingChange("max_msgs", "5", "6", true),
            new SettingChange("port", "1", "4222", false),
            new SettingChange("pass", "(hidden)", "(hidden)", true),
            new SettingChange("channels.a", "max_msgs 1", "max_msgs 2", true));
        assertThat(before.changes(before)).isEmpty();
    }

    @Test
    void shouldFindWhatComesAndGoes() throws IOException
    {
        final EffectiveSettings before = read("limits { channels { a: {mm: 1} } }");
        final EffectiveSettings after = read("log: \"x.log\"");

        assertThat(before.changes(after)).containsExactly(new SettingChange("log", "none", "x.log", false),
            new SettingChange("channels.a", "max_msgs 1", "none", true));
    }
}
