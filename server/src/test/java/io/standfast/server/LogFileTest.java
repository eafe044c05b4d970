package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a log file is moved aside.
 */
class LogFileTest
{
    @TempDir
    private Path directory;

    private LogFile open(final long sizeLimit) throws IOException
    {
        return new LogFile(directory.resolve("s.log"), sizeLimit, text -> text + "\n");
    }

    private static void write(final LogFile file, final String text) throws IOException
    {
        file.write(text.getBytes(UTF_8));
    }

    private List<Path> backups() throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.filter(path -> path.getFileName().toString().startsWith("s.log.")).sorted().toList();
        }
    }

    @Test
    void shouldBeginNewFileWhenLimitIsReached() throws IOException
    {
        try (LogFile file = open(10))
        {
            write(file, "12345678\n");
            assertThat(backups()).isEmpty();
            write(file, "next\n");
        }

        assertThat(backups()).hasSize(1);
        assertThat(backups().get(0).getFileName().toString()).matches(
            "s\\.log\\.\\d{4}\\.\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d{9}");
        assertThat(backups().get(0)).hasContent("12345678");
        assertThat(directory.resolve("s.log")).hasContent("Rotated log, backup saved as \"" + backups().get(0) +
            "\"\nnext");
    }

    @Test
    void shouldCountWhatWasThereWhenOpenedAgain() throws IOException
    {
        Files.writeString(directory.resolve("s.log"), "0123456789\n");
        try (LogFile file = open(10))
        {
            write(file, "x\n");
        }

        assertThat(backups()).hasSize(1);
    }

    @Test
    void shouldNotRotateWhenThereIsNoLimit() throws IOException
    {
        try (LogFile file = open(0))
        {
            for (int i = 0; i < 100; i++)
            {
                write(file, "0123456789\n");
            }
        }

        assertThat(backups()).isEmpty();
        assertThat(directory.resolve("s.log")).hasSize(1100);
    }

    @Test
    void shouldNotRotateEmptyFileWhenLineIsLongerThanLimit() throws IOException
    {
        try (LogFile file = open(2))
        {
            write(file, "longer than two\n");
        }

        assertThat(backups()).isEmpty();
    }

    @Test
    void shouldGoOnWhenFileCannotBeMoved() throws IOException
    {
        try (LogFile file = open(10))
        {
            write(file, "12345678\n");
            Files.delete(directory.resolve("s.log"));
            write(file, "next\n");
            write(file, "more\n");
        }

        assertThat(backups()).isEmpty();
    }
}
