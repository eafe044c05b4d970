package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The options of the Java machine are written down in several places: all say the same.
 */
class JavaMachineTest
{
    private static final Path ROOT = Path.of("..");

    @Test
    void shouldNameTheOptionsOfTheBuildAndTheJarWhenAskedFor() throws IOException
    {
        final Matcher build = Pattern.compile("<jvm.opens>(.*?)</jvm.opens>", Pattern.DOTALL).matcher(Files.readString(
            ROOT.resolve("pom.xml")));
        assertThat(build.find()).isTrue();
        assertThat(build.group(1).strip().split("\\s+")).containsExactlyInAnyOrderElementsOf(JavaMachine.options());

        final String jar = Files.readString(ROOT.resolve("server/pom.xml"));
        assertThat(jar).contains("<Add-Opens>" + packages("--add-opens=") + "</Add-Opens>", "<Add-Exports>" +
            packages("--add-exports=") + "</Add-Exports>");
    }

    @Test
    void shouldNameTheOptionsInTheDocumentationWhenAskedFor() throws IOException
    {
        assertThat(Files.readString(ROOT.resolve("docs/embedding.md"))).contains(JavaMachine.options());
    }

    private static String packages(final String option)
    {
        return String.join(" ", JavaMachine.options().stream().filter(text -> text.startsWith(option)).map(
            text -> text.substring(option.length()).replace("=ALL-UNNAMED", "")).toList());
    }
}
