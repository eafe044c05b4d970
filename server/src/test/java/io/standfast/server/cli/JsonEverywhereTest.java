package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.http.JsonReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Programs can read what every command says.
 */
class JsonEverywhereTest
{
    private static final String A_FILE = "prints a file of another program, in that program's language";
    /** Commands without --json, and why. */
    private static final Map<String, String> WITHOUT = Map.of(
        "server", "serves, and logs",
        "config", "takes the server's flags; Main hands it over before these options are read, and show has --json",
        "generate completion", A_FILE,
        "generate man", A_FILE,
        "generate systemd", A_FILE,
        "generate k8s", A_FILE,
        "generate container", A_FILE);

    @TempDir
    private Path directory;

    private static void collect(final CommandSpec command, final String name, final Set<String> without)
    {
        final List<CommandLine> below = ManualPage.distinct(command);
        if ((below.isEmpty() || command.userObject() instanceof Callable) && command.findOption("--json") == null)
        {
            without.add(name);
        }
        below.forEach(each -> collect(each.getCommandSpec(), (name + " " + each.getCommandName()).strip(), without));
    }

    @Test
    void shouldBeAnOptionOfEveryCommandThatHasSomethingToSay()
    {
        final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        final Set<String> without = new TreeSet<>();

        collect(StandfastCommand.commandLine(nowhere, nowhere).getCommandSpec(), "", without);

        assertThat(without).as("without --json: add it, or the reason why not").isEqualTo(WITHOUT.keySet());
    }

    @Test
    void shouldSayWhatCanBeDoneAboutADamagedDirectory()
    {
        final Map<String, Object> said = JsonReader.readObject(CommandOutput.of("recover", "--json", directory
            .toString()).out());

        assertThat(said).containsEntry("directory", directory.toString()).containsEntry("changed", false);
        assertThat(said.get("choices")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(3).first()
            .isEqualTo(Map.of(
                "choice", "Look first", "commands", List.of("standfast store verify " + directory)));
    }

    @Test
    void shouldSayWhatIsInAStore() throws Exception
    {
        Files.createDirectory(directory.resolve("store"));

        for (final String verb : List.of("dump", "verify"))
        {
            final CommandOutput output = CommandOutput.of("store", verb, "--json", directory.toString());
            assertThat(output.out()).as(output.err()).hasLineCount(1);
            assertThat(JsonReader.readObject(output.out())).isEqualTo(Map.of("type", "end", "segments", 0L, "records",
                0L, "problems", 0L));
        }
    }
}
