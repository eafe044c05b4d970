package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Reads every message of a channel and says which are missing or damaged.
 */
@Command(name = "gaps", description = "Read every message of a channel; exit code 1 when one is missing or damaged.")
final class ChannelGapsCommand implements Callable<Integer>
{
    private static final int PAGE = 4096;

    @Mixin
    private MonitorOptions options;
    @Parameters(paramLabel = "CHANNEL", description = "Name.")
    private String name;

    @Override
    public Integer call()
    {
        final MessagePages messages = new MessagePages(options.api(), name, 0, "&payload=0&limit=" + PAGE);
        final ProgressLine progress = new ProgressLine(options.err());
        final List<String> gaps = new ArrayList<>();
        long read = 0;
        long first = 0;
        long expected = 0;
        while (messages.hasNext())
        {
            final Map<String, Object> message = messages.next();
            final long sequence = MonitorApi.number(message, "sequence");
            first = read == 0 ? sequence : first;
            // What was trimmed meanwhile is no gap.
            if (read > 0 && sequence != expected && messages.first() <= expected)
            {
                gaps.add(expected + " to " + (sequence - 1) + " missing");
            }
            if (message.get("error") instanceof final String error)
            {
                gaps.add(sequence + " " + error);
            }
            expected = sequence + 1;
            read++;
            progress.onProgress("reading " + name, expected - first, messages.last() + 1 - first, read);
        }
        progress.end();
        if (options.isJson())
        {
            final JsonWriter json = new JsonWriter().beginObject().field("channel", name).field("read", read).field(
                "first", first).field("last", expected - 1).name("gaps").beginArray();
            gaps.forEach(json::value);
            options.print(json.endArray().endObject().text() + "\n");
        }
        else
        {
            gaps.forEach(gap -> options.print(gap + "\n"));
            options.print(read == 0 ? "channel \"" + name + "\" holds no messages\n"
                : read + " messages read, " + first +
                    " to " + (expected - 1) + ", " + (gaps.isEmpty() ? "none missing, none damaged\n" : gaps.size() +
                        " gaps\n"));
        }
        return gaps.isEmpty() ? ExitCode.OK.code() : ExitCode.NOT_STARTED.code();
    }
}
