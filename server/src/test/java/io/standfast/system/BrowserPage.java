package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.standfast.server.http.JsonReader;
import io.standfast.server.http.JsonWriter;

/**
 * One tab of the browser, by its DevTools protocol: what a person sees, clicks and types. Owned by the test's thread.
 */
final class BrowserPage implements AutoCloseable
{
    /** The page is being left for another one. */
    private static final String BETWEEN_PAGES = "between pages";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<String> problems = new ArrayList<>();
    private WebSocket socket;
    private long lastId;

    private BrowserPage()
    {
    }

    static BrowserPage connect(final HttpClient http, final URI url)
    {
        final BrowserPage page = new BrowserPage();
        page.socket = http.newWebSocketBuilder().buildAsync(url, new Collector(page.received)).join();
        for (final String domain : List.of("Page", "Runtime", "Log"))
        {
            page.call(domain + ".enable", "{}");
        }
        return page;
    }

    void open(final String url)
    {
        call("Page.navigate", new JsonWriter().beginObject().field("url", url).endObject().text());
        awaitTrue("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    void reload()
    {
        call("Page.reload", "{}");
    }

    /** A size of the window, and whether its user likes it dark. */
    void look(final int width, final int height, final boolean isDark)
    {
        call("Emulation.setDeviceMetricsOverride", "{\"width\": " + width + ", \"height\": " + height +
            ", \"deviceScaleFactor\": 1, \"mobile\": false}");
        call("Emulation.setEmulatedMedia", "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" +
            (isDark ? "dark" : "light") + "\"}]}");
    }

    /** For whoever wants to look: a file of that name in the directory that -Dstandfast.screenshots names. */
    void screenshot(final String name)
    {
        final String directory = System.getProperty("standfast.screenshots");
        if (directory == null)
        {
            return;
        }
        try
        {
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".png"), Base64.getDecoder().decode(
                (String) call("Page.captureScreenshot", "{}").get("data")));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** The value of an expression: text, number, or yes and no. */
    @SuppressWarnings("unchecked")
    Object value(final String expression)
    {
        final String parameters = new JsonWriter().beginObject().field("expression", expression).field("returnByValue",
            true).endObject().text();
        Map<String, Object> answer = call("Runtime.evaluate", parameters);
        while (answer.containsKey(BETWEEN_PAGES))
        {
            answer = call("Runtime.evaluate", parameters);
        }
        if (answer.containsKey("exceptionDetails"))
        {
            throw new AssertionError(expression + ": " + answer);
        }
        return ((Map<String, Object>) answer.get("result")).get("value");
    }

    void awaitTrue(final String expression)
    {
        Await.until(() -> expression + "; the page says:\n" + text(), () -> Boolean.TRUE.equals(value(expression)));
    }

    /** What a person reads. */
    String text()
    {
        return String.valueOf(value("document.body?.innerText"));
    }

    void awaitText(final String part)
    {
        Await.until(() -> "\"" + part + "\" is not on the page, which says:\n" + text(), () -> text().contains(part));
    }

    /** Click what has these words on it, once it can be. */
    void click(final String words)
    {
        final String found = "[...document.querySelectorAll('dialog button, button, a')].find(e => e.innerText === " +
            quoted(words) + " && !e.disabled)";
        awaitTrue(found + " !== undefined");
        value(found + ".click()");
    }

    /** Type into the field of that name, as a keyboard does. */
    void type(final String field, final String text)
    {
        final String input = "document.querySelector(" + quoted("[name=\"" + field + "\"]") + ")";
        awaitTrue(input + " !== null");
        value(input + ".focus(), " + input + ".select?.()");
        call("Input.insertText", new JsonWriter().beginObject().field("text", text).endObject().text());
    }

    void press(final String key, final int code)
    {
        for (final String type : List.of("keyDown", "keyUp"))
        {
            call("Input.dispatchKeyEvent", new JsonWriter().beginObject().field("type", type).field("key", key).field(
                "code", key).field("windowsVirtualKeyCode", code).field("text", "Enter".equals(key) ? "\r" : "")
                .endObject()
                .text());
        }
    }

    /** Errors of the page's script, breaches of its policy, dialogs that nobody asked for. */
    List<String> problems()
    {
        value("0");
        return List.copyOf(problems);
    }

    static String quoted(final String text)
    {
        return new JsonWriter().value(text).text();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> call(final String method, final String parameters)
    {
        final long id = ++lastId;
        socket.sendText("{\"id\": " + id + ", \"method\": \"" + method + "\", \"params\": " + parameters + "}", true)
            .join();
        while (true)
        {
            final Map<String, Object> message = JsonReader.readObject(next(method));
            if (message.get("method") != null)
            {
                onEvent((String) message.get("method"), (Map<String, Object>) message.get("params"));
            }
            else if (message.get("id").equals(id))
            {
                if (message.containsKey("error"))
                {
                    if (message.get("error").toString().matches(".*(navigated|execution context).*"))
                    {
                        return Map.of(BETWEEN_PAGES, true);
                    }
                    throw new AssertionError(method + " " + parameters + ": " + message.get("error"));
                }
                return (Map<String, Object>) message.get("result");
            }
        }
    }

    private String next(final String method)
    {
        try
        {
            final String message = received.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (message == null)
            {
                throw new AssertionError("the browser does not answer to " + method);
            }
            return message;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
    }

    private void onEvent(final String event, final Map<String, Object> what)
    {
        switch (event)
        {
            case "Runtime.exceptionThrown", "Page.javascriptDialogOpening" -> problems.add(event + what);
            case "Runtime.consoleAPICalled" -> {
                if ("error".equals(what.get("type")))
                {
                    problems.add(event + what);
                }
            }
            case "Log.entryAdded" -> {
                // An answer that is not 200 is one of "network", and no mistake of the page.
                if (what.get("entry") instanceof final Map<?, ?> entry && "error".equals(entry.get("level")) &&
                    !"network".equals(entry.get("source")))
                {
                    problems.add(event + what);
                }
            }
            default -> {
                // Nothing of interest here.
            }
        }
    }

    @Override
    public void close()
    {
        socket.abort();
    }

    /**
     * Puts messages together from their parts. Called by the client's thread.
     */
    private static final class Collector implements WebSocket.Listener
    {
        private final BlockingQueue<String> messages;
        private final StringBuilder message = new StringBuilder();

        private Collector(final BlockingQueue<String> messages)
        {
            this.messages = messages;
        }

        @Override
        public CompletionStage<?> onText(final WebSocket socket, final CharSequence data, final boolean isLast)
        {
            message.append(data);
            if (isLast)
            {
                messages.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
