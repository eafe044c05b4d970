package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.agrona.IoUtil;

import io.standfast.server.http.JsonReader;

/**
 * A real browser without a screen, Debian's package. Owned by the test's thread; killed when closed.
 */
final class Chromium implements AutoCloseable
{
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final Path profile;
    private final String address;

    private Chromium(final ChildProcess process, final Path profile, final String address)
    {
        this.process = process;
        this.profile = profile;
        this.address = address;
    }

    /**
     * Start it. Where it is missing the test fails: nothing else looks at what a browser makes of the console.
     */
    static Chromium start(final Path directory)
    {
        final Path binary = Stream.of(System.getenv("PATH").split(":")).map(path -> Path.of(path).resolve("chromium"))
            .filter(Files::isExecutable).findFirst().orElseThrow(() -> new AssertionError(
                "chromium is missing: bin/verify installs it (apt-get install chromium)"));
        final Path profile = directory.resolve("profile");
        final ChildProcess process = ChildProcess.start(directory, Map.of("HOME", directory.toString()),
            List.of(binary.toString(), "--headless=new", "--no-sandbox", "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                "--disable-features=Translate,OptimizationHints,MediaRouter", "--window-size=1280,800", "about:blank"));
        process.awaitOutput("DevTools listening on ");
        final Matcher matcher = LISTENING.matcher(process.output());
        Await.until("chromium names its port", () -> matcher.reset(process.output()).find());
        return new Chromium(process, profile, matcher.group(1));
    }

    /** A new tab. */
    BrowserPage open(final String url)
    {
        try
        {
            final String target = http.send(HttpRequest.newBuilder(URI.create("http://" + address +
                "/json/new?about:blank")).PUT(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString())
                .body();
            final BrowserPage page = BrowserPage.connect(http, URI.create((String) JsonReader.readObject(target).get(
                "webSocketDebuggerUrl")));
            page.open(url);
            return page;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(process.output(), ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
    }

    @Override
    public void close()
    {
        // Its helpers would still write to a directory that is being removed.
        final List<ProcessHandle> all = ProcessHandle.of(process.pid()).map(own -> own.descendants().toList()).orElse(
            List.of());
        process.close();
        all.forEach(ProcessHandle::destroyForcibly);
        Await.until("chromium is gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        removeSocket();
    }

    /** It has a directory of its own for one socket, and leaves it there. */
    private void removeSocket()
    {
        try
        {
            final Path target = Files.readSymbolicLink(profile.resolve("SingletonSocket")).getParent();
            if (target != null && target.getFileName().toString().startsWith("org.chromium."))
            {
                // A link to nowhere, which the next line would take for nothing.
                Files.deleteIfExists(target.resolve("SingletonCookie"));
                IoUtil.delete(target.toFile(), true);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("there is no such link in " + profile, ex);
        }
    }
}
