package io.standfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/acceptance.md} names tests of ours for every test of the original: they are there.
 */
class AcceptanceListTest
{
    private static final Path ROOT = Path.of("..");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final int REFERENCES_MIN = 100;

    @Test
    void shouldNameTestsThatExistWhenTheListIsRead() throws IOException
    {
        final Map<String, String> sources = sources();
        final List<String> missing = new ArrayList<>();
        int count = 0;

        final Matcher matcher = REFERENCE.matcher(Files.readString(ROOT.resolve("docs/acceptance.md")));
        while (matcher.find())
        {
            count++;
            if (!sources.getOrDefault(matcher.group(1), "").contains("void " + matcher.group(2) + "("))
            {
                missing.add(matcher.group());
            }
        }

        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(REFERENCES_MIN);
    }

    private static Map<String, String> sources() throws IOException
    {
        final Map<String, String> sources = new HashMap<>();
        for (final String module : List.of("codecs", "engine", "replication", "transport-nats", "server"))
        {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java")))
            {
                for (final Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
                {
                    sources.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file),
                        String::concat);
                }
            }
        }
        return sources;
    }
}
