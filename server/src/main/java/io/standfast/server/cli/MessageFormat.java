package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.http.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * How messages are shown. Filled by the command framework.
 */
final class MessageFormat
{
    @Option(names = "--raw", description = "Print payloads only, as they are, each followed by a line feed.")
    private boolean isRaw;

    void print(final MonitorOptions options, final Map<String, Object> message)
    {
        if (message.get("error") instanceof final String error)
        {
            throw new CliException("message " + message.get("sequence") + " cannot be read: " + error + "; it is " +
                "repaired from another node, or see 'standfast store verify'");
        }
        if (options.isJson())
        {
            options.print(json(message) + "\n");
        }
        else if (isRaw)
        {
            options.print(new String(payload(message), UTF_8) + "\n");
        }
        else
        {
            options.print(message.get("sequence") + "  " + message.get("time") + "  " + text(payload(message)) + "\n");
        }
    }

    /** One line a message, so that it can be cut into lines. */
    private static String json(final Map<String, Object> message)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("sequence", MonitorApi.number(message, "sequence"))
            .field("time", MonitorApi.text(message, "time")).field("timestamp", MonitorApi.number(message, "timestamp"))
            .field("size", MonitorApi.number(message, "size")).field("reply", MonitorApi.text(message, "reply")).field(
                "payload", MonitorApi.text(message, "payload"));
        return json.endObject().line();
    }

    static byte[] payload(final Map<String, Object> message)
    {
        return Base64.getDecoder().decode(MonitorApi.text(message, "payload"));
    }

    /** Text as text, other bytes in base64. */
    static String text(final byte[] payload)
    {
        try
        {
            final String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            if (text.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F))
            {
                return text;
            }
        }
        catch (final CharacterCodingException ex)
        {
            // Not text.
            return base64(payload);
        }
        return base64(payload);
    }

    private static String base64(final byte[] payload)
    {
        return "(base64) " + Base64.getEncoder().encodeToString(payload);
    }
}
