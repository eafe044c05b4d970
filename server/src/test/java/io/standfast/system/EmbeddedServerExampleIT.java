package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.example.EmbeddedServerExample;
import io.standfast.server.JavaMachine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of docs/embedding.md, in a process of its own: what it needs, what it prints, and that it ends.
 */
class EmbeddedServerExampleIT
{
    private static final Path SOURCE = ChildProcess.ROOT.resolve(
        "server/src/test/java/io/standfast/example/EmbeddedServerExample.java");

    @TempDir
    private Path directory;

    private ChildProcess run(final List<String> options)
    {
        return run(options, System.getProperty("java.class.path"));
    }

    private ChildProcess run(final List<String> options, final String classPath)
    {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, EmbeddedServerExample.class.getName(),
            directory.resolve("data").toString()));
        return ChildProcess.start(directory, Map.of(), command);
    }

    private static List<String> with(final String... options)
    {
        final List<String> all = new ArrayList<>(JavaMachine.options());
        all.addAll(List.of(options));
        return all;
    }

    @Test
    void shouldPrintNothingOfItsOwnAndEndWhenTheExampleIsDone()
    {
        try (ChildProcess example = run(JavaMachine.options()))
        {
            assertThat(example.awaitExit()).as(example::output).isZero();
            assertThat(example.out()).isEqualTo("received: one pizza\n");
            assertThat(example.err()).doesNotContain("STREAM:");
        }
    }

    @Test
    void shouldHandleNoSignalAndLeaveLoggingAloneWhenEmbedded() throws IOException
    {
        final Path classes = directory.resolve("classes");
        try (ChildProcess example = run(with("-Xlog:class+load:file=" + classes)))
        {
            assertThat(example.awaitExit()).as(example::output).isZero();
        }
        // Nobody handles a signal, or configures what is logged, without loading one of these.
        final List<String> loaded = Files.readAllLines(classes).stream().map(line -> line.replaceAll(
            "^.*\\[class,load\\] (\\S+) .*$", "$1")).toList();
        assertThat(loaded).contains("io.standfast.server.ServerParts").doesNotContain("sun.misc.Signal",
            "org.agrona.concurrent.ShutdownSignalBarrier", "io.standfast.server.Signals",
            "io.standfast.server.Logging");
    }

    @Test
    void shouldLogWhereTheApplicationSaysWhenItHasAConfiguration() throws IOException
    {
        final Path log = directory.resolve("application.log");
        final Path configuration = Files.writeString(directory.resolve("log.xml"), """
            <configuration>
              <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                <file>%s</file>
                <encoder><pattern>APPLICATION %%logger{0} %%msg%%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="FILE"/></root>
            </configuration>
            """.formatted(log));
        try (ChildProcess example = run(with("-Dlogback.configurationFile=" + configuration)))
        {
            assertThat(example.awaitExit()).as(example::output).isZero();
            assertThat(example.out()).isEqualTo("received: one pizza\n");
        }
        assertThat(Files.readString(log)).contains("APPLICATION OperatorLines Streaming Server is ready");
    }

    @Test
    void shouldServeWhenTheApplicationHasNoLogback()
    {
        final String classPath = String.join(File.pathSeparator, Arrays.stream(System.getProperty("java.class.path")
            .split(File.pathSeparator)).filter(entry -> !entry.contains("logback-")).toList());
        assertThat(classPath).isNotEqualTo(System.getProperty("java.class.path"));
        try (ChildProcess example = run(JavaMachine.options(), classPath))
        {
            assertThat(example.awaitExit()).as(example::output).isZero();
            assertThat(example.out()).isEqualTo("received: one pizza\n");
        }
    }

    @Test
    void shouldNameAllOptionsInOneLineWhenOneIsMissing()
    {
        final List<String> allButOne = JavaMachine.options().subList(1, JavaMachine.options().size());
        try (ChildProcess example = run(allButOne))
        {
            assertThat(example.awaitExit()).isEqualTo(1);
            assertThat(example.err().lines().findFirst().orElse("")).contains(JavaMachine.options());
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void shouldBeTheCodeOfTheExampleWhenThePageShowsIt() throws IOException
    {
        final Matcher shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(
            ChildProcess.ROOT.resolve("docs/embedding.md")));
        assertThat(shown.find()).isTrue();

        final String code = shown.group(1).lines().map(line -> line.isEmpty() ? line : "        " + line).reduce("",
            (all, line) -> all + line + "\n");
        assertThat(Files.readString(SOURCE)).contains(code);
    }
}
