package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code /console}: one page for people, put together from the resources in {@code console/}. It asks the other pages
 * for what it shows. Immutable.
 *
 * <p>The browser runs the script of this page and no other one: its digest is in the policy. Scripts of this server
 * are not allowed as such, because its pages with {@code callback} are scripts, too.
 */
public final class ConsolePage implements Page
{
    /** Where it is. */
    public static final String PATH = "/console";
    private static final List<String> SCRIPTS = List.of("dom.js", "server.js", "admin.js", "look.js", "channels.js",
        "messages.js", "main.js");
    private static final String STYLE_PLACE = "/*style*/";
    private static final String SCRIPT_PLACE = "/*script*/";

    private final PageAnswer answer;

    private ConsolePage(final PageAnswer answer)
    {
        this.answer = answer;
    }

    /**
     * The page of this build.
     *
     * @return page.
     */
    public static ConsolePage load()
    {
        final String style = "\n" + resource("console.css");
        final String script = SCRIPTS.stream().map(ConsolePage::resource).collect(Collectors.joining("\n",
            "\n(() => {\n'use strict';\n", "})();\n"));
        final String html = resource("console.html").replace(STYLE_PLACE, style).replace(SCRIPT_PLACE, script);
        return new ConsolePage(PageAnswer.html(html).with("Content-Security-Policy", policy(style, script)).with(
            "X-Content-Type-Options", "nosniff").with("X-Frame-Options", "DENY").with("Referrer-Policy",
                "no-referrer"));
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        return answer;
    }

    private static String policy(final String style, final String script)
    {
        return "default-src 'none'; script-src " + digest(script) + "; style-src " + digest(style) +
            "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
            "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static String digest(final String text)
    {
        try
        {
            return "'sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text
                .getBytes(UTF_8))) + "'";
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java has SHA-256", ex);
        }
    }

    private static String resource(final String name)
    {
        try (InputStream in = ConsolePage.class.getResourceAsStream("console/" + name))
        {
            if (in == null)
            {
                throw new IllegalStateException("the jar lacks its resource console/" + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read the resource console/" + name, ex);
        }
    }
}
