package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.gateway.Refusals;
import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The docs name commands, flags and files that exist. DocumentedCommandsIT runs them.
 */
class DocsCommandsTest
{
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("(?m)^```.*\n((?:(?!```).*\n)*)```");
    private static final Pattern INLINE = Pattern.compile("`((?:bin/)?(?:standfast|nats-streaming-server) [^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern COMMAND = Pattern.compile("^(?:bin/)?(standfast|nats-streaming-server) ([a-z-].*)$");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** What stands in the catalogue for a name, a number, or anything. */
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]{3,}(?::[A-Z]+)?|\\.\\.\\.|\"x\"|: ");
    /** A text that goes on in the next line of the source. */
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Set<String> SAID_BY_JAVA = Set.of("Address already in use");
    private static final Set<String> SERVERS = Set.of("server", "nats-streaming-server");

    /** Files of the docs by their path. */
    private static Map<Path, String> docs()
    {
        final Map<Path, String> docs = new TreeMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("docs")))
        {
            for (final Path file : Stream.concat(files, Stream.of(ROOT.resolve("README.md"), ROOT.resolve(
                "CONTRIBUTING.md"))).filter(path -> path.toString().endsWith(".md")).toList())
            {
                docs.put(file, Files.readString(file));
            }
            return docs;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static List<String> commands(final String text)
    {
        final List<String> lines = new ArrayList<>();
        final Matcher fence = FENCE.matcher(text);
        while (fence.find())
        {
            lines.addAll(fence.group(1).replace("\\\n", " ").lines().toList());
        }
        final Matcher inline = INLINE.matcher(FENCE.matcher(text).replaceAll("").replace('\n', ' '));
        while (inline.find())
        {
            lines.add(inline.group(1));
        }
        return lines.stream().map(String::strip).filter(line -> COMMAND.matcher(line).matches()).toList();
    }

    /** What the shell would hand over: without redirections and what follows; placeholders are what they stand for. */
    private static List<String> words(final String arguments)
    {
        final String command = arguments.replaceAll("\\s+(?:#|\\||&|>|2>|;).*$", "").replaceAll("(?<= )P(?= )", "1")
            .replaceAll("\\.\\.\\.$", "").replace("\"", "").strip();
        return Arrays.asList(command.split("\\s+"));
    }

    /** Null when it is right, else what is wrong. */
    private static String fault(final String line)
    {
        final Matcher matcher = COMMAND.matcher(line);
        matcher.matches();
        final List<String> words = words(matcher.group(2));
        final boolean isServer = SERVERS.contains(words.get(0)) || SERVERS.contains(matcher.group(1));
        try
        {
            if (words.get(0).equals("config"))
            {
                new LegacyFlags().parse(words.subList(Math.min(2, words.size()), words.size()));
                return words.size() < 2 || Set.of("check", "show", "check|show", "reference").contains(words.get(1))
                    ? null
                    : "no such verb: " + words.get(1);
            }
            if (isServer)
            {
                new LegacyFlags().parse(words.subList(SERVERS.contains(matcher.group(1)) ? 0 : 1, words.size()));
            }
            else
            {
                final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
                StandfastCommand.commandLine(nowhere, nowhere).parseArgs(words.toArray(new String[0]));
            }
            return null;
        }
        catch (final SettingsException | CommandLine.ParameterException ex)
        {
            // A command alone stands for all below it, as in the text.
            return words.size() == 1 && !isServer ? null : ex.getMessage();
        }
    }

    @Test
    void shouldParseEveryCommandLineOfTheDocs()
    {
        final Map<String, String> wrong = new TreeMap<>();
        int count = 0;
        for (final Map.Entry<Path, String> doc : docs().entrySet())
        {
            for (final String line : commands(doc.getValue()))
            {
                count++;
                final String fault = fault(line);
                if (fault != null)
                {
                    wrong.put(doc.getKey().getFileName() + ": " + line, fault);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).as("lines that were looked at").isGreaterThan(40);
    }

    @Test
    void shouldNoticeWhenCommandLineIsWrong()
    {
        assertThat(fault("standfast cluster stats URL")).isNotNull();
        assertThat(fault("standfast check channel orders --lags 1")).isNotNull();
        assertThat(fault("bin/standfast server -nonsense 1")).isNotNull();
        assertThat(fault("bin/standfast server -p 4222 > server.log 2>&1 &")).isNull();
    }

    @Test
    void shouldLinkToFilesThatExist()
    {
        final List<String> missing = new ArrayList<>();
        docs().forEach((file, text) ->
        {
            final Matcher matcher = LINK.matcher(text);
            while (matcher.find())
            {
                final String target = matcher.group(1);
                if (!target.contains("://") && !Files.exists(file.resolveSibling(target)))
                {
                    missing.add(file.getFileName() + ": " + target);
                }
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void shouldExplainEveryErrorThatClientsGet() throws IOException, IllegalAccessException
    {
        final String errors = Files.readString(ROOT.resolve("docs/errors.md"));

        for (final Field field : StanErrors.class.getFields())
        {
            assertThat(errors).contains("`" + field.get(null));
        }
        assertThat(errors).contains("`" + Refusals.PERMISSION_DENIED_TEXT);
    }

    @Test
    void shouldExplainWhatIsSaidWhenItDoesNotStart() throws IOException
    {
        final String errors = Files.readString(ROOT.resolve("docs/errors.md"));
        final String table = errors.substring(errors.indexOf("## Why it did not start"), errors.indexOf(
            "## Why it stopped"));
        final String sources = sources();
        final List<String> unsaid = new ArrayList<>();
        int count = 0;
        for (final String row : table.lines().filter(line -> line.startsWith("| `")).toList())
        {
            final Matcher quoted = QUOTED.matcher(row.split(" \\| ")[0]);
            while (quoted.find())
            {
                for (final String part : PLACEHOLDER.split(quoted.group(1)))
                {
                    count++;
                    if (part.length() > 2 && !sources.contains(part.strip()) && !SAID_BY_JAVA.contains(part.strip()))
                    {
                        unsaid.add(part);
                    }
                }
            }
        }
        assertThat(unsaid).as("texts that nothing says").isEmpty();
        assertThat(count).isGreaterThan(15);
    }

    /** Of all that is in the jar, with texts of several lines as one. */
    private static String sources() throws IOException
    {
        final StringBuilder all = new StringBuilder();
        try (Stream<Path> modules = Files.list(ROOT))
        {
            for (final Path module : modules.map(path -> path.resolve("src/main/java")).filter(Files::isDirectory)
                .toList())
            {
                try (Stream<Path> files = Files.walk(module))
                {
                    for (final Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
                    {
                        all.append(Files.readString(file));
                    }
                }
            }
        }
        return JOINED.matcher(all).replaceAll("").replace("\\\"", "\"");
    }

    @Test
    void shouldLeadToEveryPageFromAnotherOne()
    {
        final Map<Path, String> docs = docs();

        assertThat(docs.keySet()).filteredOn(file -> file.startsWith(ROOT.resolve("docs"))).allSatisfy(
            file -> assertThat(docs.entrySet()).anyMatch(other -> !other.getKey().equals(file) && other.getValue()
                .contains(file.getFileName() + ")")));
        assertThat(docs.get(ROOT.resolve("README.md")).lines().count()).isLessThanOrEqualTo(150);
    }
}
