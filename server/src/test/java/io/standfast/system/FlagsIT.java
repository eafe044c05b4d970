package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command lines that end at once.
 */
class FlagsIT
{
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-nonsense | flag provided but not defined: -nonsense (-h lists the flags)",
        "-p | flag needs an argument: -p",
        "-p abc | invalid value \"abc\" for flag -p: a number expected",
        "-SD=maybe | invalid boolean value \"maybe\" for -SD: parse error",
        "-mc -1 | max channels limit cannot be negative (-1)",
        "--max_msgs=-2 | max messages limit cannot be negative (-2)",
        "-mb 1XB | mb should be a size, got '1XB'",
        "-st FILE | for FILE stores, root directory must be specified",
        "-st DISK | unsupported store type: DISK: use FILE or MEMORY",
        "-t -ma often | invalid value \"often\" for flag -ma: a duration like 30s or 1h30m expected",
        "-clustered | stan: clustering mode not supported with MEMORY store type",
        "start | unrecognized command: \"start\" (-h lists the flags)",
    })
    void shouldSayOneLineAndEndWithOneWhenFlagIsWrong(final String arguments, final String text)
    {
        try (ServerProcess server = ServerProcess.run(directory, "nats-streaming-server", arguments.split(" ")))
        {
            final int exitCode = server.process().awaitExit();

            assertThat(server.process().err()).isEqualTo("nats-streaming-server: " + text + "\n");
            assertThat(server.process().out()).isEmpty();
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-help", "-p 4333 -h"})
    void shouldPrintUsageWhenAskedForHelp(final String arguments)
    {
        try (ServerProcess server = ServerProcess.run(directory, "nats-streaming-server", arguments.split(" ")))
        {
            final int exitCode = server.process().awaitExit();

            assertThat(server.process().out()).startsWith("Usage: nats-streaming-server [options]").contains(
                "--cluster_id", "(default: MEMORY)");
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void shouldCheckConfigurationAndEndWhenAskedTo()
    {
        try (ServerProcess server = ServerProcess.run(directory, "nats-streaming-server", "-t", "-hbi", "5s"))
        {
            assertThat(server.process().awaitExit()).isZero();
            assertThat(server.process().output()).isEqualTo("nats-streaming-server: configuration is valid\n");
        }
    }

    @Test
    void shouldAcceptWhatHasNoMeaningWithALineForEach()
    {
        try (ServerProcess server = ServerProcess.run(directory, "nats-streaming-server", "-t", "-st", "SQL",
            "-sql_driver", "mysql", "-sql_source", "u:s3cret@/stan", "-file_slice_archive_script", "/bin/archive",
            "-ft_group", "g", "-cluster_trailing_logs", "5"))
        {
            assertThat(server.process().awaitExit()).isZero();
            assertThat(server.process().output().lines()).hasSize(7).contains(
                "nats-streaming-server: configuration is valid").filteredOn(
                    line -> line.contains(
                        " has no effect here: "))
                .hasSize(6);
            assertThat(server.process().output()).doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource({"standfast,version,standfast version 0.1.0", "standfast,-v,standfast version 0.1.0",
        "nats-streaming-server,-v,nats-streaming-server version 0.1.0 (standfast)",
        "nats-streaming-server,--version,nats-streaming-server version 0.1.0 (standfast)"})
    void shouldPrintVersionWhenAskedForIt(final String command, final String argument, final String line)
    {
        try (ServerProcess server = ServerProcess.run(directory, command, argument))
        {
            final int exitCode = server.process().awaitExit();

            assertThat(server.process().output()).isEqualTo(line + "\n");
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void shouldListCommandsWhenStandfastIsAskedForHelp()
    {
        try (ServerProcess server = ServerProcess.run(directory, "standfast", "--help"))
        {
            final int exitCode = server.process().awaitExit();

            assertThat(server.process().out()).contains("server", "store", "recover", "version");
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void shouldRunFromJarWhenNoJvmFlagIsGiven()
    {
        try (ServerProcess server = ServerProcess.runJar(directory, "version"))
        {
            assertThat(server.process().awaitExit()).isZero();
            assertThat(server.process().output()).isEqualTo("standfast version 0.1.0\n");
        }
    }
}
