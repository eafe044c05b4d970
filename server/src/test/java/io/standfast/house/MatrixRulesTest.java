package io.standfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The scenarios that {@code perf/chaos} plays by number are tests that exist.
 */
class MatrixRulesTest
{
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final int SCENARIOS = 22;

    private static List<String> rows() throws IOException
    {
        return Files.readAllLines(ROOT.resolve("perf/matrix.txt")).stream().filter(line -> !line.startsWith("#"))
            .toList();
    }

    private static String source(final String test) throws IOException
    {
        for (final String module : new String[]{"server", "replication"})
        {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test")))
            {
                final List<Path> found = files.filter(file -> file.endsWith(test + ".java")).toList();
                if (!found.isEmpty())
                {
                    return Files.readString(found.get(0));
                }
            }
        }
        return "";
    }

    @Test
    void shouldHaveATestForEveryScenario() throws IOException
    {
        assertThat(rows().stream().map(row -> Integer.valueOf(row.split(" ")[0])).distinct().toList()).isEqualTo(
            IntStream.rangeClosed(1, SCENARIOS).boxed().toList());
    }

    @Test
    void shouldNameTestsThatExist() throws IOException
    {
        assertThat(rows()).isNotEmpty();
        for (final String row : rows())
        {
            final String[] names = row.split(" ", 2)[1].split("#");
            assertThat(source(names[0])).as(row).contains("class " + names[0])
                .contains(names.length == 1 ? "" : "void " +
                    names[1] + "(");
        }
    }
}
