package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes frames out of a connection's bytes, in place. Owned by the gateway thread; keeps nothing between two calls, so
 * one
 * serves all connections.
 */
final class FrameParser
{
    /** Longest control line, bytes. */
    static final int MAX_CONTROL_LINE = 4096;
    /** Room made for one read from the socket. */
    static final int READ_AHEAD = 16 * 1024;
    /** Result: the frame is not complete. */
    static final int MORE = 0;
    /** Result: a frame was handled. */
    static final int FRAME = 1;
    /** Result: the connection is of no more use. */
    static final int BROKEN = 2;
    private static final int MAX_ARGUMENTS = 4;
    private static final List<String> TRACED = List.of("PING", "PONG", "SUB", "UNSUB", "INFO", "+OK");

    private final FrameHandler handler;
    private final int maxPayload;
    private final Publication publication = new Publication();
    private final int[] offsets = new int[MAX_ARGUMENTS + 1];
    private final int[] lengths = new int[MAX_ARGUMENTS + 1];
    private int arguments;
    private UnsafeBuffer buffer;

    FrameParser(final FrameHandler handler, final int maxPayload)
    {
        this.handler = handler;
        this.maxPayload = maxPayload;
    }

    /**
     * Handle the next frame, if it is complete.
     *
     * @param connection whose bytes they are.
     * @return {@link #MORE}, {@link #FRAME} or {@link #BROKEN}.
     */
    int next(final Connection connection)
    {
        final ByteQueue in = connection.in();
        buffer = in.buffer();
        final int begin = in.begin();
        final int lineEnd = findLineEnd(begin, in.end());
        if (lineEnd < 0)
        {
            return in.length() > MAX_CONTROL_LINE ? broken(connection, "maximum control line exceeded") : MORE;
        }
        if (lineEnd - begin > MAX_CONTROL_LINE)
        {
            return broken(connection, "maximum control line exceeded");
        }
        final int textEnd = lineEnd > begin && buffer.getByte(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
        final int verbEnd = findVerbEnd(begin, textEnd);
        if (!isVerb(begin, verbEnd, "CONNECT") && handler.isStranger(connection))
        {
            // Before anything is made room for.
            return BROKEN;
        }
        if (isVerb(begin, verbEnd, "PUB"))
        {
            return publish(connection, verbEnd, textEnd, lineEnd + 1, false);
        }
        if (isVerb(begin, verbEnd, "HPUB"))
        {
            return publish(connection, verbEnd, textEnd, lineEnd + 1, true);
        }
        if (connection.trace().isOn())
        {
            trace(connection, begin, verbEnd, textEnd);
        }
        final int result = control(connection, begin, verbEnd, textEnd);
        if (result == FRAME && !connection.isClosed())
        {
            in.consumed(lineEnd + 1);
        }
        return result;
    }

    /** Of a verb that is none nothing is shown: a CONNECT that was misspelled holds a password, too. */
    private void trace(final Connection connection, final int begin, final int verbEnd, final int textEnd)
    {
        for (final String verb : TRACED)
        {
            if (isVerb(begin, verbEnd, verb))
            {
                connection.trace().in(connection, verb, buffer, verbEnd, textEnd);
            }
        }
    }

    private int control(final Connection connection, final int begin, final int verbEnd, final int textEnd)
    {
        if (isVerb(begin, verbEnd, "PING"))
        {
            handler.onPing(connection);
        }
        else if (isVerb(begin, verbEnd, "SUB"))
        {
            return subscribe(connection, verbEnd, textEnd);
        }
        else if (isVerb(begin, verbEnd, "UNSUB"))
        {
            return unsubscribe(connection, verbEnd, textEnd);
        }
        else if (isVerb(begin, verbEnd, "CONNECT"))
        {
            final ConnectOptions options = ConnectOptions.parse(text(verbEnd, textEnd - verbEnd));
            // A password is in it, and the buffer is there for long.
            buffer.setMemory(verbEnd, textEnd - verbEnd, (byte) 0);
            if (connection.trace().isOn())
            {
                connection.trace().connect(connection, options);
            }
            return options == null ? broken(connection, "Parser Error")
                : handler.onConnect(connection, options) ? FRAME : BROKEN;
        }
        else if (!isVerb(begin, verbEnd, "PONG") && !isVerb(begin, verbEnd, "INFO") &&
            !isVerb(begin, verbEnd, "+OK"))
        {
            return broken(connection, "Unknown Protocol Operation");
        }
        return FRAME;
    }

    private int subscribe(final Connection connection, final int verbEnd, final int textEnd)
    {
        split(verbEnd, textEnd);
        if (arguments != 2 && arguments != 3)
        {
            return broken(connection, "Parser Error");
        }
        final byte[] subject = bytes(0);
        if (!SubjectTree.isValid(subject))
        {
            handler.onInvalidSubject(connection);
            return FRAME;
        }
        final String queue = arguments == 3 ? text(offsets[1], lengths[1]) : null;
        handler.onSubscribe(connection, new Interest(connection, subject, bytes(arguments - 1), queue));
        return FRAME;
    }

    private int unsubscribe(final Connection connection, final int verbEnd, final int textEnd)
    {
        split(verbEnd, textEnd);
        if (arguments < 1 || arguments > 2)
        {
            return broken(connection, "Parser Error");
        }
        // What is no number ends it at once, as in nats-server.
        handler.onUnsubscribe(connection, text(offsets[0], lengths[0]), arguments == 2 ? Math.max(0, number(1)) : 0);
        return FRAME;
    }

    private int publish(final Connection connection, final int verbEnd, final int textEnd, final int body,
        final boolean hasHeaders)
    {
        split(verbEnd, textEnd);
        final int least = hasHeaders ? 3 : 2;
        final int length = arguments >= least && arguments <= least + 1 ? number(arguments - 1) : -1;
        final int headers = hasHeaders && length >= 0 ? number(arguments - 2) : 0;
        if (length < 0 || headers < 0 || headers > length || hasHeaders && !connection.hasHeaders())
        {
            return broken(connection, "Parser Error");
        }
        if (length > maxPayload)
        {
            return broken(connection, "Maximum Payload Violation");
        }
        final ByteQueue in = connection.in();
        if (in.end() - body < length + 1)
        {
            return reserve(in, length);
        }
        final int trailer = buffer.getByte(body + length) == '\r' ? 2 : 1;
        if (in.end() - body < length + trailer)
        {
            return reserve(in, length);
        }
        if (buffer.getByte(body + length + trailer - 1) != '\n')
        {
            return broken(connection, "Unknown Protocol Operation");
        }
        publication.subject(buffer, offsets[0], lengths[0]).payload(buffer, body, length, headers);
        if (arguments == least + 1)
        {
            publication.reply(offsets[1], lengths[1]);
        }
        if (connection.trace().isOn())
        {
            connection.trace().in(connection, hasHeaders ? "HPUB" : "PUB", buffer, verbEnd, textEnd);
            connection.trace().payloadIn(connection, publication);
        }
        handler.onPublish(connection, publication);
        if (!connection.isClosed())
        {
            in.consumed(body + length + trailer);
        }
        return FRAME;
    }

    private static int reserve(final ByteQueue in, final int length)
    {
        in.tryReserve(Math.min(length + MAX_CONTROL_LINE, Math.max(READ_AHEAD, length)));
        return MORE;
    }

    private int broken(final Connection connection, final String text)
    {
        connection.error(text);
        return BROKEN;
    }

    private void split(final int begin, final int end)
    {
        arguments = 0;
        int at = begin;
        while (at < end && arguments <= MAX_ARGUMENTS)
        {
            while (at < end && isSpace(buffer.getByte(at)))
            {
                at++;
            }
            final int from = at;
            while (at < end && !isSpace(buffer.getByte(at)))
            {
                at++;
            }
            if (at > from)
            {
                offsets[arguments] = from;
                lengths[arguments] = at - from;
                arguments++;
            }
        }
    }

    private int number(final int argument)
    {
        int value = 0;
        if (lengths[argument] > 9)
        {
            return -1;
        }
        for (int i = 0; i < lengths[argument]; i++)
        {
            final int digit = buffer.getByte(offsets[argument] + i) - '0';
            if (digit < 0 || digit > 9)
            {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private int findLineEnd(final int begin, final int end)
    {
        for (int i = begin; i < end; i++)
        {
            if (buffer.getByte(i) == '\n')
            {
                return i;
            }
            if (i - begin > MAX_CONTROL_LINE)
            {
                return -1;
            }
        }
        return -1;
    }

    private int findVerbEnd(final int begin, final int end)
    {
        int at = begin;
        while (at < end && !isSpace(buffer.getByte(at)))
        {
            at++;
        }
        return at;
    }

    private boolean isVerb(final int begin, final int end, final String verb)
    {
        if (end - begin != verb.length())
        {
            return false;
        }
        for (int i = 0; i < verb.length(); i++)
        {
            final byte b = buffer.getByte(begin + i);
            if ((b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b) != verb.charAt(i))
            {
                return false;
            }
        }
        return true;
    }

    private byte[] bytes(final int argument)
    {
        final byte[] value = new byte[lengths[argument]];
        buffer.getBytes(offsets[argument], value);
        return value;
    }

    private String text(final int offset, final int length)
    {
        final byte[] value = new byte[length];
        buffer.getBytes(offset, value);
        return new String(value, UTF_8);
    }

    /** A lone carriage return, too, as in nats-server: in a subject it would end the line of who is sent it. */
    private static boolean isSpace(final byte b)
    {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
