package io.standfast.nats.link.broker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes user, password and token out of addresses of servers before somebody sees them. Rather takes too much than too
 * little: a password may hold what separates the parts of an address. Stateless.
 */
public final class UrlSecrets
{
    private static final Pattern SCHEME = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*://");
    /** An address ends where the next one begins, with its scheme: a comma alone may be part of a password. */
    private static final Pattern BETWEEN = Pattern.compile(",(?=\\s*[A-Za-z][A-Za-z0-9+.-]*://)");

    private UrlSecrets()
    {
    }

    /**
     * Take them out.
     *
     * @param urls        one, or several with commas between; the scheme may be missing.
     * @param replacement what stands there instead of {@code user:password@}.
     * @return urls without secrets.
     */
    public static String replaced(final String urls, final String replacement)
    {
        final StringBuilder out = new StringBuilder();
        for (final String url : BETWEEN.split(urls))
        {
            out.append(out.isEmpty() ? "" : ",");
            final int at = url.lastIndexOf('@');
            final Matcher scheme = SCHEME.matcher(url);
            out.append(at < 0 ? url
                : (scheme.lookingAt() ? scheme.group() : "") + replacement + url.substring(at + 1));
        }
        return out.toString();
    }
}
