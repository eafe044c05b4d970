package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.server.config.SettingsException;

/**
 * Which signal goes to whom.
 */
class SignalCommandTest
{
    private static final int SIGNALLED = 128;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"stop,9", "quit,2", "reopen,10", "reload,1"})
    void shouldSendSignalOfCommand(final String command, final int signal) throws Exception
    {
        // A program that has every signal's default: a build in the background hands down an ignored SIGINT.
        final Process process = new ProcessBuilder("env", "--default-signal", "sh", "-c", "echo begun; exec sleep 60")
            .start();
        assertThat(process.inputReader().readLine()).as("it has them now").isEqualTo("begun");

        new SignalCommand().run(command + "=" + process.pid());

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(SIGNALLED + signal);
    }

    @Test
    void shouldTakePidFromFile() throws Exception
    {
        final Process process = new ProcessBuilder("sleep", "60").start();
        final Path file = Files.writeString(directory.resolve("pid"), process.pid() + "\n");

        new SignalCommand().run("stop=" + file);

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldSignalTheOneThatThereIs() throws Exception
    {
        final Process process = new ProcessBuilder("sleep", "60").start();

        new SignalCommand(() -> List.of(process.pid())).run("stop");

        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldSayWhyNothingWasSent()
    {
        assertThatThrownBy(() -> new SignalCommand(List::of).run("reload")).isInstanceOf(SettingsException.class)
            .hasMessage("no nats-streaming-server processes running");
        assertThatThrownBy(() -> new SignalCommand(() -> List.of(7L, 8L)).run("reload")).hasMessage(
            "multiple nats-streaming-server processes running: say which with =<pid>, one of 7, 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nonsense=5 | unknown signal \"nonsense\": quit, reload, reopen, stop are known",
        "reload=1 | invalid pid: 1",
        "reload=-1 | invalid pid: -1, and no pid file",
        "reload=/no/file | invalid pid: /no/file, and no pid file of that name can be read",
        "reload=99999999999 | invalid pid: 99999999999",
        "reload=4194305 | could not signal process 4194305",
    })
    void shouldSayWhatIsWrong(final String argument, final String message)
    {
        assertThatThrownBy(() -> new SignalCommand().run(argument)).isInstanceOf(SettingsException.class)
            .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({"java -Xmx1g -jar /x/standfast-server.jar server -p 1,true",
        "java -jar standfast-server.jar nats-streaming-server,true", "java -jar standfast-server.jar bench,false",
        "java -jar standfast-server.jar server -sl reload,false", "java -jar other.jar server,false", "java,false",
        "java -jar,false"})
    void shouldTellServersFromOtherProcesses(final String line, final boolean expected) throws IOException
    {
        assertThat(SignalCommand.isServer(Arrays.asList(line.split(" ")).stream().skip(1).toList())).isEqualTo(
            expected);
    }
}
