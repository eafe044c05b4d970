package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Path and parameters of one request. Immutable.
 */
public final class PageRequest
{
    private final String path;
    private final PageCaller caller;
    private final Map<String, String> parameters = new HashMap<>();

    /**
     * A request.
     *
     * @param path  without the query.
     * @param query raw, without the question mark, or null.
     * @throws IllegalArgumentException when the query is not properly escaped.
     */
    public PageRequest(final String path, final String query)
    {
        this(path, query, PageCaller.UNKNOWN);
    }

    /**
     * A request of somebody.
     *
     * @param path   without the query.
     * @param query  raw, without the question mark, or null.
     * @param caller who asks, and what was sent along.
     * @throws IllegalArgumentException when the query is not properly escaped.
     */
    public PageRequest(final String path, final String query, final PageCaller caller)
    {
        this.path = path;
        this.caller = caller;
        for (final String pair : query == null ? new String[0] : query.split("&", -1))
        {
            final int equals = pair.indexOf('=');
            final String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.putIfAbsent(decode(name).toLowerCase(Locale.ROOT), equals < 0 ? "" : decode(pair.substring(
                equals + 1)));
        }
    }

    /**
     * Path of the page.
     *
     * @return path.
     */
    public String path()
    {
        return path;
    }

    /**
     * Who asks.
     *
     * @return caller.
     */
    public PageCaller caller()
    {
        return caller;
    }

    /**
     * A parameter that must be there.
     *
     * @param name of the parameter, in any case.
     * @return its number.
     * @throws IllegalArgumentException when it is none.
     */
    public long longNumber(final String name)
    {
        try
        {
            return Long.parseLong(text(name));
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException("\"" + name + "\" is to be a whole number", ex);
        }
    }

    /**
     * Whether a parameter is there, with or without a value.
     *
     * @param name of the parameter, in any case.
     * @return true if so.
     */
    public boolean has(final String name)
    {
        return parameters.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /**
     * A parameter's value.
     *
     * @param name of the parameter, in any case.
     * @return value, empty when it is not there.
     */
    public String text(final String name)
    {
        return parameters.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /**
     * A parameter's value as a number.
     *
     * @param name of the parameter, in any case.
     * @return number, 0 when it is not there or none.
     */
    public int number(final String name)
    {
        try
        {
            return Integer.parseInt(text(name));
        }
        catch (final NumberFormatException ex)
        {
            return 0;
        }
    }

    private static String decode(final String text)
    {
        return URLDecoder.decode(text, UTF_8);
    }
}
