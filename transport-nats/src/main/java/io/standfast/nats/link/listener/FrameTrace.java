package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines for who looks what clients do: debug lines of their connections, trace lines of their frames, in nats-server's
 * form. No secret is in them; bytes of messages only when somebody has said how many. Owned by the gateway thread.
 */
final class FrameTrace
{
    private static final Logger LOG = LoggerFactory.getLogger(FrameTrace.class);
    private static final String HIDDEN = "[REDACTED]";
    /** Options of a CONNECT that are shown as they came: whatever else a client sends may prove who it is. */
    private static final Set<String> HARMLESS = Set.of("verbose", "pedantic", "tls_required", "name", "lang", "version",
        "protocol", "echo", "headers", "no_responders", "user");
    /** Of the verbs that a client may send, those with arguments that are shown. */
    private static final Set<String> WITH_ARGUMENTS = Set.of("PUB", "HPUB", "SUB", "UNSUB");

    private final int payloadLimit;
    private boolean isOn;

    /**
     * Off until the first duty cycle.
     *
     * @param payloadLimit bytes of a message that are shown, 0 for none.
     */
    FrameTrace(final int payloadLimit)
    {
        this.payloadLimit = payloadLimit;
    }

    /** Look, once a duty cycle, whether anybody wants to see frames: a reload may have changed it. */
    void cycle()
    {
        isOn = LOG.isTraceEnabled();
    }

    /**
     * Whether frames are shown. All that is called for a frame is called only then.
     *
     * @return true if so.
     */
    boolean isOn()
    {
        return isOn;
    }

    /**
     * A frame has come.
     *
     * @param from   connection.
     * @param verb   of the line.
     * @param buffer with the line.
     * @param begin  of its arguments, with the blanks before them.
     * @param end    of the line, without what ends it.
     */
    void in(final Connection from, final String verb, final DirectBuffer buffer, final int begin, final int end)
    {
        final String arguments = WITH_ARGUMENTS.contains(verb) ? text(buffer, begin, end - begin) : "";
        LOG.trace("{} - <<- [{}{}]", from.who(), verb, arguments);
    }

    /**
     * CONNECT has come.
     *
     * @param from    connection.
     * @param options of the line, or null when it cannot be read.
     */
    void connect(final Connection from, final ConnectOptions options)
    {
        if (options == null)
        {
            LOG.trace("{} - <<- [CONNECT, which cannot be read]", from.who());
            return;
        }
        final StringBuilder shown = new StringBuilder();
        for (final Map.Entry<String, String> option : new TreeMap<>(options.all()).entrySet())
        {
            shown.append(shown.isEmpty() ? "" : ",").append('"').append(printable(option.getKey())).append("\":\"")
                .append(HARMLESS.contains(option.getKey()) ? printable(option.getValue()) : HIDDEN).append('"');
        }
        LOG.trace("{} - <<- [CONNECT {}]", from.who(), "{" + shown + "}");
    }

    /**
     * A message has come with the last frame.
     *
     * @param from    connection.
     * @param message that it has published.
     */
    void payloadIn(final Connection from, final Publication message)
    {
        payload(from, "<<-", message.payload(), message.payloadOffset(), message.payloadLength());
    }

    /**
     * A line is sent.
     *
     * @param to   connection.
     * @param line without what ends it.
     */
    void out(final Connection to, final String line)
    {
        LOG.trace("{} - ->> [{}]", to.who(), printable(line));
    }

    /**
     * A message is sent.
     *
     * @param to            connection.
     * @param sid           of the subscription.
     * @param message       that is sent.
     * @param isWithHeaders whether its headers are sent, too.
     */
    void message(final Connection to, final byte[] sid, final Publication message, final boolean isWithHeaders)
    {
        final int skipped = isWithHeaders ? 0 : message.headersLength();
        final String reply = message.replyLength() == 0 ? "" : text(message.buffer(), message.replyOffset(), message
            .replyLength()) + " ";
        LOG.trace("{} - ->> [{} {} {} {}{}{}]", to.who(), isWithHeaders ? "HMSG" : "MSG", text(message.buffer(), message
            .subjectOffset(), message.subjectLength()), printable(new String(sid, UTF_8)), reply,
            isWithHeaders ? message.headersLength() + " " : "", message.payloadLength() - skipped);
        payload(to, "->>", message.payload(), message.payloadOffset() + skipped, message.payloadLength() - skipped);
    }

    private void payload(final Connection connection, final String way, final DirectBuffer buffer, final int offset,
        final int length)
    {
        if (payloadLimit > 0)
        {
            LOG.trace("{} - {} MSG_PAYLOAD: [\"{}{}\"]", connection.who(), way, text(buffer, offset, Math.min(length,
                payloadLimit)), length > payloadLimit ? "..." : "");
        }
    }

    /**
     * A client has come.
     *
     * @param connection of it.
     */
    void opened(final Connection connection)
    {
        if (LOG.isDebugEnabled())
        {
            LOG.debug("{} - Client connection created", connection.who());
        }
    }

    /**
     * A client is gone, or is sent away. Called before its socket is closed.
     *
     * @param connection of it.
     */
    void closed(final Connection connection)
    {
        if (LOG.isDebugEnabled() && !connection.isClosed())
        {
            LOG.debug("{} - Client connection closed: {}", connection.who(), connection.closeReason());
        }
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return printable(new String(bytes, UTF_8));
    }

    /** What a client has sent must not look like a line of ours, nor move the cursor of who reads it. */
    private static String printable(final String text)
    {
        final StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
        return shown.toString();
    }
}
