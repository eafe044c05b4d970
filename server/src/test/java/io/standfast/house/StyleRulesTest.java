package io.standfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules of the style guide that are easier to check in the sources than in the classes.
 */
class StyleRulesTest
{
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COMMENTS = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern TEST_METHOD = Pattern.compile(
        "@(?:Test|ParameterizedTest|Property)\\b.*?\\bvoid\\s+(\\w+)\\s*\\(", Pattern.DOTALL);
    private static final Pattern BAD_NAME = Pattern.compile(".*(Impl|Manager|Helper|Utils?|Base)");
    private static final Map<Path, String> SOURCES = sources();

    private static Map<Path, String> sources()
    {
        final Map<Path, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT))
        {
            modules.map(module -> module.resolve("src")).filter(Files::isDirectory)
                .forEach(source -> read(source, sources));
            return sources;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void read(final Path source, final Map<Path, String> sources)
    {
        try (Stream<Path> files = Files.walk(source))
        {
            for (final Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
            {
                sources.put(ROOT.relativize(file), Files.readString(file));
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static List<Path> filesWhere(final Predicate<Path> which, final String text)
    {
        final Pattern pattern = Pattern.compile("\\b" + Pattern.quote(text) + "\\b");
        return SOURCES.entrySet().stream().filter(entry -> which.test(entry.getKey()))
            .filter(entry -> pattern.matcher(COMMENTS.matcher(entry.getValue()).replaceAll("")).find())
            .map(Map.Entry::getKey).toList();
    }

    private static boolean isTest(final Path file)
    {
        return file.toString().contains("src/test/");
    }

    @Test
    void shouldSeeSourcesOfEveryModuleWhenRead()
    {
        assertThat(Stream.of("codecs", "engine", "replication", "transport-nats", "server")).allSatisfy(
            module -> assertThat(SOURCES.keySet()).anyMatch(file -> file.startsWith(module)));
    }

    @Test
    void shouldNotSleepWhenTesting()
    {
        final Path self = Path.of("server/src/test/java/io/standfast/house/StyleRulesTest.java");

        assertThat(filesWhere(file -> isTest(file) && !file.equals(self), "Thread.sleep")).isEmpty();
        assertThat(filesWhere(file -> isTest(file) && !file.equals(self), "SECONDS.sleep")).isEmpty();
    }

    @Test
    void shouldNotSynchronizeWhenInCodecsOrEngine()
    {
        assertThat(filesWhere(file -> !isTest(file) && (file.startsWith("codecs") || file.startsWith("engine")),
            "synchronized")).isEmpty();
    }

    @Test
    void shouldExplainItselfWhenPackage()
    {
        assertThat(SOURCES.keySet()).filteredOn(file -> !isTest(file)).map(
            file -> file.resolveSibling("package-info.java")).allMatch(SOURCES::containsKey);
    }

    @Test
    void shouldSayWhatAndNotHowWhenTypeIsNamed()
    {
        assertThat(SOURCES.keySet()).map(file -> file.getFileName().toString().replace(".java", "")).noneMatch(
            name -> BAD_NAME.matcher(name).matches());
    }

    @Test
    void shouldSayWhatShouldHappenWhenTestIsNamed()
    {
        final Map<String, Path> wrong = new TreeMap<>();
        SOURCES.forEach((file, text) ->
        {
            final Matcher matcher = TEST_METHOD.matcher(text);
            while (isTest(file) && matcher.find())
            {
                if (!matcher.group(1).matches("should[A-Z]\\w*"))
                {
                    wrong.put(matcher.group(1), file);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }
}
