package io.standfast.server.doctor;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of configuration files and log lines. Rather takes too much than too little. Stateless.
 */
public final class Redaction
{
    private static final String TAKEN = "[taken out]";
    private static final Pattern SECRET = Pattern.compile("(?i)([\"']?\\b[\\w-]*(?:pass|password|passwd|token|auth|" +
        "secret|seed|key|nkey|credentials|sql_source|source)[\"']?(?:\\s*[:=]\\s*|\\s+))" +
        "(\"[^\"\\r\\n]*\"|'[^'\\r\\n]*'|[^\\s,;}\\])]+)");
    private static final Pattern URL = Pattern.compile("://[^@/\\s\"']+@");
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z_]\\w*)");

    private Redaction()
    {
    }

    /**
     * Take them out of a configuration.
     *
     * @param text of a file.
     * @return text without them.
     */
    public static String configuration(final String text)
    {
        // A secret may be a variable that is set elsewhere, under a name that does not tell.
        final Set<String> variables = new TreeSet<>();
        final Matcher matcher = SECRET.matcher(text);
        while (matcher.find())
        {
            final Matcher variable = VARIABLE.matcher(matcher.group(2));
            if (variable.lookingAt())
            {
                variables.add(variable.group(1));
            }
        }
        String without = matcher.replaceAll("$1" + Matcher.quoteReplacement(TAKEN));
        for (final String name : variables)
        {
            without = without.replaceAll("(?m)^(\\s*[\"']?" + Pattern.quote(name) + "[\"']?\\s*[:= ]\\s*)\\S.*$", "$1" +
                Matcher.quoteReplacement(TAKEN));
        }
        return urls(without);
    }

    /**
     * Take users and passwords out of URLs.
     *
     * @param text with URLs.
     * @return text without them.
     */
    public static String urls(final String text)
    {
        return URL.matcher(text).replaceAll("://" + Matcher.quoteReplacement(TAKEN) + "@");
    }
}
