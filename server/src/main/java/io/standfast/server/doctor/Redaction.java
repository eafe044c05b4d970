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
    /** Up to the last @: a password may hold what separates the parts of a URL. */
    private static final Pattern URL = Pattern.compile("://[^\\s\"]*@");
    /** A URL whose scheme is missing: user:password@, and token@ where the key says that it is one. */
    private static final Pattern BARE = Pattern.compile("(?i)(\\b(?:ns|nats_server|nats_server_url)[\"']?" +
        "(?:\\s*[:=]\\s*|\\s+)[\"']?(?![a-z][a-z0-9+.-]*://))[^\\s\"']*@|[^\\s\"':]+:(?!//)[^\\s\"]*@");
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
     * Take users and passwords out of URLs, with and without a scheme.
     *
     * @param text with URLs.
     * @return text without them.
     */
    public static String urls(final String text)
    {
        return BARE.matcher(URL.matcher(text).replaceAll("://" + Matcher.quoteReplacement(TAKEN) + "@")).replaceAll(
            found -> Matcher.quoteReplacement((found.group(1) == null ? "" : found.group(1)) + TAKEN + "@"));
    }
}
