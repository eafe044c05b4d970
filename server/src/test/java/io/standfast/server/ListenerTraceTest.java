package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.listener.Listener;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.server.config.LogTarget;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the log shows of the listener's clients, and what it never shows.
 */
class ListenerTraceTest implements LinkHandler
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String HELLO = "CONNECT {\"verbose\":false,\"user\":\"ivy\",\"pass\":\"s3cret\"," +
        "\"jwt\":\"j.w.t\",\"nkey\":\"\",\"sig\":\"s1g\",\"auth_token\":\"t0ken\",\"name\":\"n\"}\r\n";

    @TempDir
    private Path directory;
    private Logging logging;
    private Listener listener;

    private void open(final boolean isDebug, final boolean isTrace, final int payload)
    {
        logging = new Logging(new Settings.Log(LogTarget.file(directory.resolve("log"), 0), false, false, isDebug,
            isTrace, false, false), ProgramName.STANDFAST);
        logging.open();
        listener = new Listener(new ListenerContext().host("127.0.0.1").port(0).user("ivy", "s3cret").maxTracedBytes(
            payload));
        listener.open(this);
    }

    @AfterEach
    void close()
    {
        listener.close();
        logging.close();
        // The next test of this JVM logs to standard error again.
        logging = new Logging(new Settings.Log(LogTarget.STANDARD_ERROR, false, false, false, false, true, false),
            ProgramName.STANDFAST);
        logging.open();
    }

    private String log()
    {
        try
        {
            return Files.readString(directory.resolve("log"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private Socket connect(final String text) throws IOException
    {
        final Socket socket = new Socket("127.0.0.1", listener.boundPort());
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return socket;
    }

    private void awaitAnswer(final Socket socket, final String text) throws IOException
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        final StringBuilder received = new StringBuilder();
        while (received.indexOf(text) < 0)
        {
            work();
            while (socket.getInputStream().available() > 0)
            {
                received.append((char) socket.getInputStream().read());
            }
            assertThat(System.nanoTime() - deadlineNs).as("no %s in %s", text, received).isNegative();
        }
    }

    private void awaitLog(final String text)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!log().contains(text))
        {
            work();
            assertThat(System.nanoTime() - deadlineNs).as("no %s in %s", text, log()).isNegative();
        }
    }

    private void work()
    {
        listener.doWork(System.nanoTime());
        listener.flush();
    }

    @Test
    void shouldShowWhatClientsSayWithoutSecretsAndMessages() throws IOException
    {
        open(false, true, 0);
        try (Socket client = connect(HELLO + "SUB foo 7\r\nPUB foo reply.to 5\r\nbody!\r\npub foo 0\r\n\r\nPING\r\n"))
        {
            awaitAnswer(client, "PONG\r\n");
        }

        assertThat(log()).containsPattern("\\[TRC\\] STREAM: 127.0.0.1:\\d+ - cid:1 - <<- \\[PUB foo reply.to 5\\]\n")
            .contains("<<- [CONNECT {", "\"name\":\"n\"", "\"pass\":\"[REDACTED]\"", "\"user\":\"ivy\"")
            .contains("<<- [SUB foo 7]\n", "<<- [PUB foo 0]\n", "<<- [PING]\n")
            .contains("->> [MSG foo 7 reply.to 5]\n", "->> [MSG foo 7 0]\n", "->> [PONG]\n")
            .doesNotContain("s3cret", "j.w.t", "s1g", "t0ken", "body!", "[DBG]");
    }

    @Test
    void shouldShowAsMuchOfMessagesAsItIsTold() throws IOException
    {
        open(false, true, 3);
        try (Socket client = connect(HELLO + "SUB foo 7\r\nPUB foo 5\r\nbo\ry!\r\nPING\r\n"))
        {
            awaitAnswer(client, "PONG\r\n");
        }

        assertThat(log()).contains("<<- MSG_PAYLOAD: [\"bo?...\"]\n", "->> MSG_PAYLOAD: [\"bo?...\"]\n");
    }

    @Test
    void shouldSayWhoComesAndWhyTheyGo() throws IOException
    {
        open(true, false, 0);
        try (Socket client = connect(HELLO + "PING\r\n"))
        {
            awaitAnswer(client, "PONG\r\n");
        }
        awaitLog("cid:1 - Client connection closed: Client Closed\n");
        final Socket wrong = connect("CONNECT {\"user\":\"ivy\",\"pass\":\"guess\"}\r\n");
        awaitLog("cid:2 - Client connection closed: Authorization Violation\n");
        wrong.close();
        final Socket odd = connect(HELLO + "CONNECTT {\"pass\":\"s3cret\"}\r\n");
        awaitLog("cid:3 - Client connection closed: Unknown Protocol Operation\n");
        odd.close();

        assertThat(log()).contains("cid:1 - Client connection created\n").doesNotContain("guess", "s3cret", "[TRC]");
    }

    @Test
    void shouldShowNothingUnlessAsked() throws IOException
    {
        open(false, false, 64);
        try (Socket client = connect(HELLO + "SUB foo 7\r\nPUB foo 5\r\nbody!\r\nPING\r\n"))
        {
            awaitAnswer(client, "PONG\r\n");
        }

        assertThat(log()).doesNotContain("cid:", "PUB", "body!");
    }

    @Override
    public void onMessage(final LinkMessage message)
    {
    }

    @Override
    public boolean isReady()
    {
        return true;
    }

    @Override
    public void onLinkUp(final String text)
    {
    }

    @Override
    public void onLinkDown(final String text)
    {
    }
}
