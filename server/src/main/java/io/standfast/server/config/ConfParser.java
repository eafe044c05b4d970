package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Reads the configuration format of NATS: comments with {@code #} and {@code //}, {@code =}, {@code :} or a blank
 * between key and value, maps, arrays, blocks in parentheses, variables, environment, includes, sizes. Owned by the
 * main thread.
 */
final class ConfParser
{
    private static final int MAX_FILE_BYTES = 1024 * 1024;
    private static final int MAX_INCLUDES = 10;
    private static final int MAX_DEPTH = 64;

    private final Map<String, String> environment;
    // Innermost first: a variable is looked for where it is used, then further out.
    private final Deque<ConfMap> scopes = new ArrayDeque<>();
    private final Deque<String> variables = new ArrayDeque<>();
    private final Deque<Path> files = new ArrayDeque<>();

    /**
     * A parser.
     *
     * @param environment where variables are looked for that the file does not set.
     */
    ConfParser(final Map<String, String> environment)
    {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Read a file.
     *
     * @param file to read.
     * @return what it says.
     * @throws SettingsException that begins with file and line.
     */
    ConfMap parse(final Path file)
    {
        final ConfMap root = new ConfMap();
        parseInto(root, file, "");
        return root;
    }

    private void parseInto(final ConfMap map, final Path file, final String place)
    {
        if (files.size() >= MAX_INCLUDES)
        {
            throw new SettingsException(place + "more than " + MAX_INCLUDES + " files include one another");
        }
        files.push(file);
        final ConfScanner in = new ConfScanner(read(file, place), file.toString());
        scopes.push(map);
        parseTop(in, map);
        scopes.pop();
        files.pop();
    }

    /** The whole file may stand in braces: JSON is a configuration, too. */
    private void parseTop(final ConfScanner in, final ConfMap map)
    {
        in.skipToEntry();
        if (in.peek() != '{')
        {
            parseEntries(in, map, ConfScanner.END);
            return;
        }
        in.next();
        parseEntries(in, map, '}');
        in.skipToEntry();
        if (in.peek() != ConfScanner.END)
        {
            throw in.error("expected the end of the file after \"}\", found \"" + (char) in.peek() + "\"");
        }
    }

    private static String read(final Path file, final String place)
    {
        try
        {
            final long bytes = Files.size(file);
            if (bytes > MAX_FILE_BYTES)
            {
                throw new SettingsException(place + "configuration file " + file + " is longer than 1 MB (" + bytes +
                    " bytes)");
            }
            return Files.readString(file, UTF_8);
        }
        catch (final NoSuchFileException ex)
        {
            throw new SettingsException(place + "configuration file " + file + " does not exist");
        }
        catch (final CharacterCodingException ex)
        {
            throw new SettingsException(place + "configuration file " + file + " is not UTF-8");
        }
        catch (final IOException ex)
        {
            throw new SettingsException(place + "configuration file " + file + " cannot be read: " + ex.getMessage());
        }
    }

    private void parseEntries(final ConfScanner in, final ConfMap map, final int end)
    {
        while (true)
        {
            in.skipToEntry();
            if (in.peek() == end)
            {
                in.next();
                return;
            }
            final String place = in.place();
            if (in.peek() == ConfScanner.END)
            {
                throw in.error("the file ends before \"" + (char) end + "\"");
            }
            final boolean isQuoted = in.isQuote();
            final String key = in.key();
            if (!isQuoted && "include".equals(key))
            {
                include(in, map, place);
                continue;
            }
            in.skipSeparator();
            final ConfValue value = value(in);
            map.put(key, value);
            if (!(value.value() instanceof ConfMap))
            {
                in.endOfValue(end);
            }
        }
    }

    private void include(final ConfScanner in, final ConfMap map, final String place)
    {
        in.skipSeparator();
        final String name = in.isQuote() ? in.quoted() : in.bare();
        final Path parent = files.peek().toAbsolutePath().getParent();
        parseInto(map, parent.resolve(name), place + ": ");
    }

    private ConfValue value(final ConfScanner in)
    {
        final String place = in.place();
        if (scopes.size() > MAX_DEPTH)
        {
            throw in.error("maps and arrays are nested more than " + MAX_DEPTH + " deep");
        }
        return switch (in.peek())
        {
            case '{' -> map(in, place);
            case '[' -> array(in, place);
            case '(' -> new ConfValue(in.block(), place);
            case '"', '\'' -> new ConfValue(in.quoted(), place);
            default -> bare(in, place);
        };
    }

    private ConfValue map(final ConfScanner in, final String place)
    {
        in.next();
        final ConfMap map = new ConfMap();
        scopes.push(map);
        parseEntries(in, map, '}');
        scopes.pop();
        return new ConfValue(map, place);
    }

    private ConfValue array(final ConfScanner in, final String place)
    {
        in.next();
        final List<ConfValue> values = new ArrayList<>();
        // A scope of its own, so that the depth of arrays is limited, too.
        scopes.push(new ConfMap());
        in.skipToEntry();
        while (in.peek() != ']')
        {
            if (in.peek() == ConfScanner.END)
            {
                throw in.error("the file ends before \"]\"");
            }
            values.add(value(in));
            in.endOfValue(']');
            in.skipToEntry();
        }
        in.next();
        scopes.pop();
        return new ConfValue(List.copyOf(values), place);
    }

    private ConfValue bare(final ConfScanner in, final String place)
    {
        final String text = in.bare();
        // Hashes of bcrypt begin so: no variable has such a name.
        if (text.length() > 1 && text.charAt(0) == '$' && !text.startsWith("$2a$"))
        {
            return new ConfValue(variable(in, text.substring(1)).value(), place);
        }
        return new ConfValue(ConfScalar.of(text), place);
    }

    private ConfValue variable(final ConfScanner in, final String name)
    {
        for (final ConfMap scope : scopes)
        {
            final ConfValue value = scope.get(name);
            if (value != null)
            {
                scope.refer(name);
                return value;
            }
        }
        final String fromOutside = environment.get(name);
        if (fromOutside == null)
        {
            throw in.error("variable reference for '" + name + "' cannot be found: set it in the file or in the " +
                "environment");
        }
        if (variables.contains(name))
        {
            throw in.error("variable reference cycle for '" + name + "'");
        }
        variables.push(name);
        final ConfScanner value = new ConfScanner(fromOutside, "environment variable " + name);
        value.skipToEntry();
        final ConfValue result = value.peek() == ConfScanner.END ? new ConfValue("", value.place()) : value(value);
        variables.pop();
        return result;
    }
}
