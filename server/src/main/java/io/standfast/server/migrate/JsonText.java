package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

import io.standfast.engine.DurableView;

/**
 * The lines of an export and of a backup, one object each (docs/migration.md, docs/backup.md). Stateless.
 */
final class JsonText
{
    /** How a line begins that says what the checksum is so far. */
    static final String MARK = "{\"type\":\"mark\",\"crc\":\"";
    private static final int FIRST_PRINTABLE = 0x20;

    private JsonText()
    {
    }

    /**
     * The first line.
     *
     * @param clusterId of the data.
     * @param lastEpoch highest that a channel ever had.
     * @param more      fields, each behind a comma.
     * @return line.
     */
    static String store(final String clusterId, final long lastEpoch, final String more)
    {
        return "{\"type\":\"store\",\"cluster_id\":" + quoted(clusterId) + ",\"last_epoch\":" + lastEpoch + more + "}";
    }

    static String channel(final String name, final long epoch, final long first, final long last)
    {
        return "{\"type\":\"channel\"," + bounds(name, epoch, first, last);
    }

    /**
     * A channel that will come.
     *
     * @param name  of the channel.
     * @param epoch of the channel.
     * @param first sequence of its oldest message.
     * @param last  sequence of its newest message.
     * @return line.
     */
    static String plan(final String name, final long epoch, final long first, final long last)
    {
        return "{\"type\":\"plan\"," + bounds(name, epoch, first, last);
    }

    private static String bounds(final String name, final long epoch, final long first, final long last)
    {
        return "\"channel\":" + quoted(name) + ",\"epoch\":" + epoch + ",\"first_seq\":" + first + ",\"last_seq\":" +
            last + "}";
    }

    /** No more of them will come. */
    static String planEnd(final int channels)
    {
        return "{\"type\":\"plan_end\",\"channels\":" + channels + "}";
    }

    static String message(final String channel, final SourceMessage message)
    {
        final byte[] payload = new byte[message.payloadLength()];
        message.buffer().getBytes(message.payloadOffset(), payload);
        return "{\"type\":\"message\",\"channel\":" + quoted(channel) + ",\"seq\":" + message.sequence() +
            ",\"timestamp_ns\":" + message.timestampNs() + key(message) + bytes("reply", message.reply()) +
            bytes("data",
                payload) +
            "}";
    }

    /** Nothing when it is plain. */
    private static String key(final SourceMessage message)
    {
        return message.keyId() == 0 ? "" : ",\"key_id\":" + message.keyId() + ",\"nonce_high\":" + message.nonceHigh() +
            ",\"nonce_low\":" + message.nonceLow();
    }

    /** Messages before a sequence are gone: those that stand before this line are not meant any more. */
    static String removed(final String channel, final long first)
    {
        return "{\"type\":\"removed\",\"channel\":" + quoted(channel) + ",\"first_seq\":" + first + "}";
    }

    /** The channel is gone: what stands before this line of it is not meant any more. */
    static String gone(final String channel, final long epoch)
    {
        return "{\"type\":\"gone\",\"channel\":" + quoted(channel) + ",\"epoch\":" + epoch + "}";
    }

    /**
     * A durable. What is pending and not stored any more is left out: nobody can be sent it.
     *
     * @param type    of the line.
     * @param channel of the durable.
     * @param durable to write.
     * @param first   sequence of the channel's oldest message.
     * @return line.
     */
    static String durable(final String type, final String channel, final DurableView durable, final long first)
    {
        final StringBuilder line = new StringBuilder().append("{\"type\":\"").append(type).append("\",\"channel\":")
            .append(quoted(channel)).append(name("client_id", durable.clientId())).append(name("durable_name", durable
                .durableName()))
            .append(name("queue_group", durable.queueGroup())).append(",\"last_sent\":").append(durable
                .lastSent())
            .append(",\"max_inflight\":").append(durable.maxInFlight()).append(",\"ack_wait\":").append(
                durable.ackWaitS())
            .append(",\"pending\":[");
        String separator = "";
        for (final long each : durable.pendings())
        {
            if (each >= first)
            {
                line.append(separator).append(each);
                separator = ",";
            }
        }
        return line.append("]}").toString();
    }

    static String total(final String channel, final MessageSum.Total total)
    {
        return "{\"type\":\"total\",\"channel\":" + quoted(channel) + ",\"msgs\":" + total.messages() + ",\"crc\":\"" +
            Integer.toHexString(total.crc()) + "\"}";
    }

    /** What all bytes before this line come to: whoever goes on with half a file finds where it is good. */
    static String mark(final long crc)
    {
        return MARK + Long.toHexString(crc) + "\"}";
    }

    /** The last line: without it, or with another checksum, the file is not whole. */
    static String end(final long messages, final long crc)
    {
        return "{\"type\":\"end\",\"msgs\":" + messages + ",\"crc\":\"" + Long.toHexString(crc) + "\"}";
    }

    /** Nothing when it is empty; text when it is UTF-8, else base 64. */
    private static String bytes(final String name, final byte[] bytes)
    {
        if (bytes.length == 0)
        {
            return "";
        }
        final String text = text(bytes);
        return text == null ? ",\"" + name + "_base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\""
            : ",\"" + name + "\":" + quoted(text);
    }

    /** The same, but that an empty one is there. */
    private static String name(final String name, final byte[] bytes)
    {
        return bytes.length == 0 ? ",\"" + name + "\":\"\"" : bytes(name, bytes);
    }

    /** The text that the bytes are, or null. */
    private static String text(final byte[] bytes)
    {
        try
        {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
        catch (final CharacterCodingException ex)
        {
            return null;
        }
    }

    private static String quoted(final String text)
    {
        final StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++)
        {
            final char letter = text.charAt(i);
            if (letter == '"' || letter == '\\')
            {
                quoted.append('\\').append(letter);
            }
            else if (letter < FIRST_PRINTABLE)
            {
                quoted.append(String.format("\\u%04x", (int) letter));
            }
            else
            {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
