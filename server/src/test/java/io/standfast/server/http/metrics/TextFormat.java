package io.standfast.server.http.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4: what it takes, every scraper takes. Written from the format's
 * description.
 */
public final class TextFormat
{
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern HEADER = Pattern.compile("# (HELP|TYPE) (\\S+) (.+)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Set<String> helps = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, TreeMap<Double, Double>> buckets = new HashMap<>();
    private String current;

    private TextFormat()
    {
    }

    /**
     * Read.
     *
     * @param text of one answer.
     * @return what is in it.
     */
    public static TextFormat parse(final String text)
    {
        final TextFormat format = new TextFormat();
        require(text.isEmpty() || text.endsWith("\n"), "the last line does not end: ", text);
        text.lines().forEach(format::line);
        format.checkBuckets();
        return format;
    }

    /**
     * Types of all families.
     *
     * @return type by name.
     */
    public Map<String, String> types()
    {
        return types;
    }

    /**
     * All samples.
     *
     * @return value by name with labels, as it is written.
     */
    public Map<String, Double> samples()
    {
        return samples;
    }

    private void line(final String line)
    {
        require(!line.isEmpty(), "an empty line", "");
        if (line.startsWith("#"))
        {
            header(line);
        }
        else
        {
            sample(line);
        }
    }

    private void header(final String line)
    {
        final Matcher header = HEADER.matcher(line);
        require(header.matches(), "no header: ", line);
        final String name = header.group(2);
        require(NAME.matcher(name).matches(), "no name: ", line);
        if (!name.equals(current))
        {
            require(!types.containsKey(name) && !helps.contains(name), "a family comes twice: ", line);
            if (current != null)
            {
                ended.add(current);
            }
            current = name;
        }
        if ("HELP".equals(header.group(1)))
        {
            require(helps.add(name), "HELP comes twice: ", line);
            require(!types.containsKey(name), "HELP comes after TYPE: ", line);
        }
        else
        {
            require(TYPES.contains(header.group(3)), "no type: ", line);
            require(types.put(name, header.group(3)) == null, "TYPE comes twice: ", line);
        }
    }

    private void sample(final String line)
    {
        final int end = nameEnd(line);
        final String name = line.substring(0, end);
        require(NAME.matcher(name).matches(), "no name: ", line);
        final String family = family(name);
        require(family.equals(current), "not within its family: ", line);
        require(helps.contains(family) && types.containsKey(family), "without HELP and TYPE: ", line);
        final Map<String, String> labels = new LinkedHashMap<>();
        final int valueBegin = line.charAt(end) == '{' ? labels(line, end + 1, labels) : end;
        require(line.charAt(valueBegin) == ' ', "no space before the value: ", line);
        final String value = line.substring(valueBegin + 1);
        final double number = "+Inf".equals(value) ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
        require(samples.put(line.substring(0, valueBegin), number) == null, "a sample comes twice: ", line);
        require(!"counter".equals(types.get(family)) || number >= 0, "a counter below zero: ", line);
        if (name.endsWith("_bucket") && "histogram".equals(types.get(family)))
        {
            final String bound = labels.remove("le");
            require(bound != null, "a bucket without a bound: ", line);
            buckets.computeIfAbsent(family + labels, key -> new TreeMap<>()).put("+Inf".equals(bound)
                ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), number);
        }
    }

    private static int nameEnd(final String line)
    {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ')
        {
            end++;
        }
        require(end < line.length(), "no value: ", line);
        return end;
    }

    private String family(final String name)
    {
        for (final String suffix : List.of("_bucket", "_sum", "_count"))
        {
            final String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
            if ("histogram".equals(types.get(base)))
            {
                return base;
            }
        }
        return name;
    }

    private static int labels(final String line, final int begin, final Map<String, String> labels)
    {
        int at = begin;
        while (true)
        {
            final int equals = line.indexOf("=\"", at);
            require(equals > 0, "no label: ", line);
            final String name = line.substring(at, equals);
            require(LABEL_NAME.matcher(name).matches(), "no label's name: ", line);
            final StringBuilder value = new StringBuilder();
            at = value(line, equals + 2, value);
            require(labels.put(name, value.toString()) == null, "a label comes twice: ", line);
            require(at < line.length(), "labels do not end: ", line);
            if (line.charAt(at) == '}')
            {
                return at + 1;
            }
            require(line.charAt(at) == ',', "no comma: ", line);
            at++;
        }
    }

    private static int value(final String line, final int begin, final StringBuilder value)
    {
        int at = begin;
        while (line.charAt(at) != '"')
        {
            char c = line.charAt(at);
            if (c == '\\')
            {
                at++;
                c = line.charAt(at);
                require(c == '\\' || c == '"' || c == 'n', "no such escape: ", line);
                c = c == 'n' ? '\n' : c;
            }
            value.append(c);
            at++;
        }
        return at + 1;
    }

    private void checkBuckets()
    {
        buckets.forEach((name, counts) ->
        {
            require(counts.containsKey(Double.POSITIVE_INFINITY), "no bucket for all: ", name);
            final List<Double> values = new ArrayList<>(counts.values());
            for (int i = 1; i < values.size(); i++)
            {
                require(values.get(i) >= values.get(i - 1), "buckets do not add up: ", name);
            }
        });
    }

    private static void require(final boolean isTrue, final String what, final String where)
    {
        if (!isTrue)
        {
            throw new AssertionError(what + where);
        }
    }
}
