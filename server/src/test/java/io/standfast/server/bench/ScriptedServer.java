package io.standfast.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.standfast.codecs.stan.CloseResponseEncoder;
import io.standfast.codecs.stan.ConnectResponseEncoder;
import io.standfast.codecs.stan.PubAckEncoder;
import io.standfast.codecs.stan.PubMsgDecoder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Speaks as much NATS and STAN as one client needs, and answers as no good server does: the test says how. A socket and
 * a thread of its own; what it has seen is read when that thread has ended.
 */
final class ScriptedServer implements AutoCloseable
{
    private static final String INFO = "INFO {\"server_id\":\"S\",\"max_payload\":1048576}\r\n";

    /**
     * What happens to a publish.
     */
    interface Script
    {
        /**
         * A message has been published.
         *
         * @param server to answer with.
         * @param guid   of the message.
         */
        void onPublish(ScriptedServer server, String guid) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0);
    private final Script script;
    private final Thread thread;
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final List<String> guids = new ArrayList<>();
    private String acks;
    private OutputStream out;

    ScriptedServer(final Script script) throws IOException
    {
        this.script = script;
        thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url()
    {
        return "nats://127.0.0.1:" + listening.getLocalPort();
    }

    /** Answers to heartbeats that have come. */
    int heartbeats()
    {
        return heartbeats.get();
    }

    /** Guids of all publishes so far; only for the script. */
    List<String> guids()
    {
        return guids;
    }

    void acknowledge(final String guid, final String error) throws IOException
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        send(acks, 2, "", buffer, new PubAckEncoder().wrap(buffer, 0).guid(guid).error(error).encodedLength());
    }

    void heartbeat() throws IOException
    {
        send("_INBOX.any", LeanClient.HEARTBEATS, "_HB.1 ", new UnsafeBuffer(new byte[1]), 0);
    }

    void raw(final String text) throws IOException
    {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    void hangUp() throws IOException
    {
        out.close();
    }

    private void serve()
    {
        try (Socket socket = listening.accept();
            InputStream in = new BufferedInputStream(socket.getInputStream()))
        {
            out = socket.getOutputStream();
            raw(INFO);
            String line = line(in);
            while (line != null)
            {
                onLine(line, in);
                line = line(in);
            }
        }
        catch (final IOException ex)
        {
            // The client or the test has closed the socket: the end of every script.
            thread.interrupt();
        }
    }

    private void onLine(final String line, final InputStream in) throws IOException
    {
        final String[] words = line.split(" ");
        if (words[0].equals("PING"))
        {
            raw("PONG\r\n");
        }
        else if (words[0].equals("PUB"))
        {
            final byte[] payload = in.readNBytes(Integer.parseInt(words[words.length - 1]));
            in.readNBytes(2);
            onPublication(words[1], words.length > 3 ? words[2] : "", payload);
        }
    }

    private void onPublication(final String subject, final String reply, final byte[] payload) throws IOException
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        if (subject.startsWith("_STAN.discover"))
        {
            send(reply, 1, "", buffer,
                new ConnectResponseEncoder().wrap(buffer, 0).pubPrefix("PUBS").subRequests("SUBS")
                    .closeRequests("CLOSE").encodedLength());
        }
        else if (subject.startsWith("PUBS."))
        {
            acks = reply;
            final PubMsgDecoder decoder = new PubMsgDecoder();
            decoder.wrap(new UnsafeBuffer(payload), 0, payload.length);
            guids.add(decoder.guid());
            script.onPublish(this, decoder.guid());
        }
        else if (subject.equals("CLOSE"))
        {
            send(reply, 1, "", buffer, new CloseResponseEncoder().wrap(buffer, 0).encodedLength());
        }
        else if (subject.equals("_HB.1"))
        {
            heartbeats.incrementAndGet();
        }
    }

    private void send(final String subject, final int sid, final String reply, final UnsafeBuffer payload,
        final int length) throws IOException
    {
        raw("MSG " + subject + " " + sid + " " + reply + length + "\r\n" + new String(payload.byteArray(), 0, length,
            ISO_8859_1) + "\r\n");
    }

    private static String line(final InputStream in) throws IOException
    {
        final StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n')
        {
            if (next != '\r')
            {
                line.append((char) next);
            }
            next = in.read();
        }
        return next < 0 ? null : line.toString();
    }

    @Override
    public void close() throws IOException
    {
        listening.close();
        thread.interrupt();
    }
}
