package io.standfast.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;

/**
 * One raw connection to a NATS endpoint: bytes out, bytes in. Owned by the test's thread.
 */
final class Conversation implements AutoCloseable
{
    private final Socket socket;
    private final StringBuilder received = new StringBuilder();
    private final StringBuilder sent = new StringBuilder();
    private boolean isEnded;

    private Conversation(final Socket socket)
    {
        this.socket = socket;
    }

    static Conversation open(final int port)
    {
        try
        {
            final Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20);
            socket.setTcpNoDelay(true);
            final Conversation conversation = new Conversation(socket);
            conversation.awaitText("\r\n");
            return conversation;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    Conversation send(final String text)
    {
        try
        {
            sent.append(text);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }
        catch (final IOException ex)
        {
            // The other side has hung up; what it said before is read below.
            isEnded = true;
        }
        return this;
    }

    /** Also those that were sent in pieces. */
    private int pings()
    {
        return sent.toString().toUpperCase(Locale.ROOT).split("PING\r\n", -1).length - 1;
    }

    /** Everything that has been said to us, when the endpoint has answered a PING or hung up. */
    String awaitAnswer()
    {
        send("PING\r\n");
        Await.until("an answer or the end",
            () -> poll() && received.toString().split("PONG\r\n", -1).length > pings() ||
                isEnded);
        return text();
    }

    String awaitEnd()
    {
        Await.until("the end of the connection", () -> poll() && isEnded || isEnded);
        return text();
    }

    void awaitText(final String text)
    {
        Await.until("\"" + text + "\"", () -> poll() && received.indexOf(text) >= 0 || isEnded);
    }

    boolean isEnded()
    {
        return isEnded;
    }

    /** How the server begins. */
    String info()
    {
        return received.substring(0, begin());
    }

    /** Without INFO, which names the server. */
    private String text()
    {
        return received.substring(begin()) + (isEnded ? "<end>" : "");
    }

    private int begin()
    {
        return received.indexOf("\r\n") + 2;
    }

    private boolean poll()
    {
        final byte[] bytes = new byte[64 * 1024];
        try
        {
            final int count = socket.getInputStream().read(bytes);
            isEnded = isEnded || count < 0;
            received.append(new String(bytes, 0, Math.max(0, count), ISO_8859_1));
        }
        catch (final SocketTimeoutException ex)
        {
            return true;
        }
        catch (final IOException ex)
        {
            isEnded = true;
        }
        return true;
    }

    @Override
    public void close()
    {
        try
        {
            socket.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
