package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Command lines of README.md and docs/, in their blocks and in their text. Stateless.
 */
final class DocumentedCommands
{
    /** Its tag, and what is in it. */
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(.*)\n((?:(?!```).*\n)*)```");
    /** A block that has such a line holds nothing else. */
    private static final Pattern COMMAND = Pattern
        .compile("(?m)^(?:bin/\\w+|perf/\\w+|standfast|nats-streaming-server|" +
            "java|mvn|npm|bash|sh|sudo|systemctl|journalctl|sysctl|kubectl|helm|podman|docker|apt|apt-get|dpkg|curl|" +
            "wget|nats|openssl|tar|cp|mv|mkdir|taskset|kill|\\$\\w+)(?: .*)?$");

    /** In the text: a command with its verb; one word alone is the name of what there is. */
    private static final Pattern INLINE = Pattern
        .compile("`((?:(?:bin/)?standfast \\w+|java -jar \\S+\\.jar|perf/\\w+|" +
            "curl|openssl|podman|apt|systemctl) [^`]+)`");
    /** Tag of what stands in the text. */
    private static final String IN_TEXT = "in text";

    private DocumentedCommands()
    {
    }

    /**
     * One line. Immutable.
     *
     * @param page of the docs.
     * @param tag  of its block, or that it stands in the text.
     * @param text without the comment behind it.
     */
    record Line(String page, String tag, String text)
    {
        /** Whether it stands in the text, and in no block. */
        boolean isInText()
        {
            return IN_TEXT.equals(tag);
        }

        /** Words that the shell would hand over, without where the output goes. */
        List<String> words()
        {
            return List.of(text.replaceAll(" (?:>|2>|\\||&).*$", "").split(" +"));
        }

        @Override
        public String toString()
        {
            return page + ": " + text;
        }
    }

    /** All of them, page by page, in their order. */
    static List<Line> all()
    {
        final List<Line> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(ChildProcess.ROOT.resolve("docs")))
        {
            Stream.concat(files.filter(file -> file.toString().endsWith(".md")).sorted(), Stream.of(ChildProcess.ROOT
                .resolve("README.md"))).forEach(file -> lines.addAll(of(file)));
            return lines;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** A line that the docs have. */
    static Line find(final String text)
    {
        return all().stream().filter(line -> line.text().equals(text)).findFirst().orElseThrow(() -> new AssertionError(
            "the docs do not say any more: " + text));
    }

    private static List<Line> of(final Path file)
    {
        final List<Line> lines = new ArrayList<>();
        final String page = file.getFileName().toString();
        final String text = read(file);
        final Matcher block = BLOCK.matcher(text);
        while (block.find())
        {
            if (COMMAND.matcher(block.group(2)).find())
            {
                block.group(2).replace("\\\n", " ").lines().map(line -> line.replaceAll(" +# .*", "").strip()).filter(
                    line -> !line.isEmpty()).forEach(line -> lines.add(new Line(page, block.group(1), line)));
            }
        }
        INLINE.matcher(BLOCK.matcher(text).replaceAll("").replace('\n', ' ')).results().forEach(found -> lines.add(
            new Line(page, IN_TEXT, found.group(1))));
        return lines;
    }

    /** The first block below a heading of a page. */
    static String block(final String page, final String heading)
    {
        final String text = read(ChildProcess.ROOT.resolve("docs").resolve(page));
        final Matcher block = BLOCK.matcher(text);
        if (!block.find(text.indexOf("\n## " + heading + "\n")))
        {
            throw new AssertionError(page + " has no block below " + heading);
        }
        return block.group(2);
    }

    private static String read(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
