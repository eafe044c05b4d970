package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.config.ProgramName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that end at once, without a process.
 */
class MainTest
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
    void shouldHaveVersionOfPomWhenAsked() throws IOException
    {
        assertThat(run("version")).isZero();

        assertThat(out()).isEqualTo("standfast version " + ProgramName.VERSION + "\n");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + ProgramName.VERSION + "</version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "store", "recover", "--nonsense", "store verify", "migrate",
        "migrate plan", "migrate run somewhere", "export", "restore file", "backup",
        "backup verify", "backup verify /nowhere", "backup /nowhere/file --rate x"})
    void shouldSayOneLineAndEndWithOneWhenCommandIsWrong(final String arguments)
    {
        assertThat(run(arguments.split(" "))).isEqualTo(1);

        assertThat(err()).startsWith("standfast: ").hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldNameDirectoryWhenItDoesNotExist()
    {
        final String missing = directory.resolve("missing").toString();

        assertThat(run("store", "verify", missing)).isEqualTo(1);
        assertThat(run("recover", missing)).isEqualTo(1);
        assertThat(run("migrate", "plan", missing)).isEqualTo(1);
        assertThat(run("export", missing)).isEqualTo(1);
        assertThat(err()).isEqualTo(("standfast: no directory " + missing + "\n").repeat(4));
    }

    @Test
    void shouldShowUsageWhenHelpIsAWord()
    {
        assertThat(run("help")).isZero();
        assertThat(run("help", "cluster", "wait")).isZero();
        assertThat(run("help", "server")).isZero();

        assertThat(out()).contains("Usage: standfast [-hv]", "Usage: standfast cluster wait", "-max_channels");
        assertThat(err()).isEmpty();
    }

    @Test
    void shouldShowChoicesWhenRecoverIsAsked()
    {
        assertThat(run("recover", directory.toString())).isZero();

        assertThat(out()).contains("store verify " + directory, directory + ".damaged");
        assertThat(directory).isEmptyDirectory();
    }
}
