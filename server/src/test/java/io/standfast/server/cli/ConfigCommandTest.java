package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code standfast config}.
 */
class ConfigCommandTest
{
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(final String... arguments)
    {
        return Main.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err,
            true, StandardCharsets.UTF_8));
    }

    private String out()
    {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayAllThatIsWrongWhenFileIsChecked() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"),
            "port: x\nstreaming {\n hbf: many\n limits { mc: 1, channels { a..b: {} } }\n sd: 1\n}");

        assertThat(run("config", "check", "-c", file.toString())).isEqualTo(2);

        assertThat(err()).isEqualTo("""
            @:1: parameter "port" value is expected to be int64, got string
            @:3: parameter "hbf" value is expected to be int64, got string
            @:4: invalid channel name "a..b"
            @:5: parameter "sd" value is expected to be bool, got int64
            """.replace("@", file.toString()));
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldSayThatItIsValidWhenFileIsChecked() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), "cid: c\nft_group: g");

        assertThat(run("config", "check", "-c", file.toString())).isZero();

        assertThat(out()).isEqualTo("configuration is valid\n");
        assertThat(err()).startsWith("warning: Key \"ft_group\" (" + file + ":2) has no effect here: ");
    }

    @Test
    void shouldAnswerInJsonWhenAsked() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), "cid: 5");

        assertThat(run("config", "check", "--json", "-c", file.toString())).isEqualTo(2);
        assertThat(out()).contains("\"valid\": false", file + ":1: parameter \\\"cid\\\"");
        out.reset();

        assertThat(run("config", "show", "-m", "8222", "--json")).isZero();
        assertThat(out()).contains("\"name\": \"http_port\"", "\"value\": \"8222\"", "\"origin\": \"flag -m\"",
            "\"reloadable\": true");
    }

    @Test
    void shouldShowSettingsAndOrigins() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), "cid: c\nuser: u, pass: sesame");

        assertThat(run("config", "show", "-c", file.toString(), "-mm", "7")).isZero();

        assertThat(out().lines()).anyMatch(line -> line.matches("cluster_id +c +" + file + ":1"))
            .anyMatch(line -> line.matches("max_msgs +7 +flag -mm"))
            .anyMatch(line -> line.matches("pass +\\(hidden\\) +" + file + ":2"))
            .anyMatch(line -> line.matches("port +4222 +default"))
            .noneMatch(line -> line.contains("sesame"));
    }

    @Test
    void shouldShowNoSecretOfAnyKind() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), """
            authorization { token: "t0ken-sesame" }
            streaming { admins: [{ user: ops, password: "adm1n-sesame" }], ns: "nats://me:url-sesame@h:1" }
            """);

        for (final String form : List.of("--json", "-D"))
        {
            assertThat(run("config", "show", "-c", file.toString(), form)).as(() -> err()).isZero();
        }

        assertThat(out()).contains("(hidden)", "nats://(hidden)@h:1").doesNotContain("sesame");
    }

    @Test
    void shouldNotShowHashesOfAdmins() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), "streaming { admins: [ { user: ops, " +
            "password: \"$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i\" } ] }");

        assertThat(run("config", "show", "-c", file.toString())).as(this::err).isZero();

        assertThat(out()).contains("(hidden)").doesNotContain("$2a$", "If6bvum7");
    }

    @Test
    void shouldSayWhatIsWrongWhenFlagIs()
    {
        assertThat(run("config", "show", "-nonsense")).isEqualTo(2);
        assertThat(run("config", "look")).isEqualTo(1);

        assertThat(err()).isEqualTo("flag provided but not defined: -nonsense (-h lists the flags)\n" +
            "standfast config: check, show or reference expected (--help shows the usage)\n");
    }

    @Test
    void shouldListConfigAmongCommands()
    {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("config");
        assertThat(run("config", "--help")).isZero();
        assertThat(out()).contains("Usage: standfast config check|show");
    }
}
