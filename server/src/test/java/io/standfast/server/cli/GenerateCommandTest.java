package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files for others.
 */
class GenerateCommandTest
{
    private static final Path PACKAGING = Path.of("src/main/packaging");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"systemd,systemd/standfast.service", "k8s,k8s/standfast.yaml", "k8s --memory,k8s/standfast-memory.yaml",
        "container,container/Containerfile"})
    void shouldPrintWhatThePackagesHold(final String what, final String file) throws IOException
    {
        assertThat(CommandOutput.of(("generate " + what).split(" ")).out()).isEqualTo(Files.readString(PACKAGING
            .resolve(file)));
    }

    @Test
    void shouldCompleteEveryCommandInBash() throws IOException, InterruptedException
    {
        final Path script = directory.resolve("standfast.bash");
        Files.writeString(script, CommandOutput.of("generate", "completion").out());

        final Process bash = new ProcessBuilder("bash", "-c", "source '" + script + "' && COMP_WORDS=(standfast clu) " +
            "COMP_CWORD=1 && _complete_standfast && echo \"${COMPREPLY[*]}\" && COMP_WORDS=(standfast cluster w) " +
            "COMP_CWORD=2 && _complete_standfast && echo \"${COMPREPLY[*]}\"").redirectErrorStream(true).start();

        assertThat(new String(bash.getInputStream().readAllBytes())).isEqualTo("cluster\nwait\n");
        assertThat(bash.waitFor()).isZero();
    }

    /** A person at a terminal who presses the tabulator; where there is no zsh nobody looks. */
    @Test
    void shouldCompleteCommandsInZsh() throws IOException, InterruptedException
    {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed");
        final Path script = directory.resolve("standfast.bash");
        Files.writeString(script, CommandOutput.of("generate", "completion").out());
        final Path person = Files.writeString(directory.resolve("person.zsh"), """
            zmodload zsh/zpty
            seen=
            function await() {
                repeat 300; do
                    zpty -r -t shell part && seen+=$part
                    [[ $seen == $~1 ]] && return
                    sleep 0.1
                done
                print -r -- "no $1 in: $seen"
                exit 1
            }
            zpty -b shell zsh -f -i
            zpty -w shell "autoload -Uz compinit && compinit -u -d $2; source $1; print LO''ADED"
            await '*LOADED*'
            zpty -w -n shell $'standfast clu\\tw\\t'
            await '*cluster*wait*'
            zpty -d shell
            """);

        final ProcessBuilder builder = new ProcessBuilder("zsh", "-f", person.toString(), script.toString(), directory
            .resolve("dump").toString()).redirectErrorStream(true);
        builder.environment().put("TERM", "dumb");
        final Process zsh = builder.start();

        assertThat(new String(zsh.getInputStream().readAllBytes())).isEmpty();
        assertThat(zsh.waitFor()).isZero();
    }

    @Test
    void shouldNameEveryCommandAndItsOptionsForFish()
    {
        final String script = CommandOutput.of("generate", "completion", "fish").out();

        assertThat(script)
            .contains("-n '__standfast_at' -a cluster -d 'Look at a cluster, or write an example of one.'",
                "-n '__standfast_at cluster' -a wait -d '",
                "complete -c standfast -n '__standfast_in cluster wait' -l timeout -r",
                "complete -c standfast -n '__standfast_in channel ls' -l json -d '")
            .doesNotContain("${");
        assertThat(CommandOutput.of("generate", "completion", "tcsh").err()).contains(
            "'tcsh' is none of bash, zsh and fish");
    }

    /** Where there is no fish nobody looks. */
    @Test
    void shouldCompleteCommandsInFish() throws IOException, InterruptedException
    {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "fish is not installed");
        final Path script = directory.resolve("standfast.fish");
        Files.writeString(script, CommandOutput.of("generate", "completion", "fish").out());

        final Process fish = new ProcessBuilder("fish", "--no-config", "-c", "source " + script + "; complete -C " +
            "'standfast clu' | string split -f1 \\t; complete -C 'standfast cluster --json w' | string split -f1 " +
            "\\t; complete -C 'standfast cluster wait --tim' | string split -f1 \\t").redirectErrorStream(true).start();

        assertThat(new String(fish.getInputStream().readAllBytes())).isEqualTo("cluster\nwait\n--timeout\n");
        assertThat(fish.waitFor()).isZero();
    }

    @Test
    void shouldHaveAManualPageForEveryCommand() throws IOException
    {
        assertThat(CommandOutput.of("generate", "man", "--dir", directory.toString()).code()).isZero();

        try (Stream<Path> pages = Files.list(directory))
        {
            final List<Path> all = pages.toList();
            assertThat(all).extracting(path -> path.getFileName().toString()).contains("standfast.1",
                "standfast-cluster-wait.1", "standfast-check-connection.1", "standfast-doctor.1");
            for (final Path page : all)
            {
                final String text = Files.readString(page);
                assertThat(text).as(page.toString()).startsWith(".TH \"").contains(".SH \"NAME\"", ".SH \"SYNOPSIS\"",
                    ".SH \"OPTIONS\"").doesNotContain("${", "@|");
                assertThat(text.lines().filter(line -> line.startsWith("'"))).as(page.toString()).isEmpty();
            }
        }
    }

    @Test
    void shouldSayNothingOfErrorsWhenGroffReadsThePages() throws IOException, InterruptedException
    {
        if (!Files.isExecutable(Path.of("/usr/bin/groff")))
        {
            return;
        }
        CommandOutput.of("generate", "man", "--dir", directory.toString());

        final Process groff = new ProcessBuilder("bash", "-c", "groff -man -ww -z " + directory + "/*.1")
            .redirectErrorStream(true).start();

        assertThat(new String(groff.getInputStream().readAllBytes())).isEmpty();
        assertThat(groff.waitFor()).isZero();
    }

    @Test
    void shouldPrintOnePageWhenCommandIsNamed()
    {
        assertThat(CommandOutput.of("generate", "man", "cluster", "wait").out()).startsWith(
            ".TH \"STANDFAST\\-CLUSTER\\-WAIT\" 1");
        assertThat(CommandOutput.of("generate", "man", "nonsense").code()).isEqualTo(1);
    }

    @Test
    void shouldNameComponentsWhenVersionIsAskedAsJson()
    {
        final JsonValue version = JsonValue.parse(CommandOutput.of("version", "--json").out());

        assertThat(version.at("components").at("aeron").text()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(version.at("java").text()).isEqualTo(Runtime.version().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"clustr;did you mean 'cluster'?", "cluster stats;did you mean 'status'?",
        "docter;did you mean 'doctor'?", "version --jsn;did you mean '--json'?", "zzzzzz;no command 'zzzzzz'"})
    void shouldSayWhatMayHaveBeenMeant(final String mistyped, final String expected)
    {
        final CommandOutput output = CommandOutput.of(mistyped.split(" "));

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.err()).contains(expected).hasLineCount(1);
    }
}
