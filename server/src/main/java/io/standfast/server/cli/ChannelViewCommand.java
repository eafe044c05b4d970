package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.ExitCode;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Shows messages of a channel, and moves nobody.
 */
@Command(name = "view", description = "Show messages of a channel; no durable moves.")
final class ChannelViewCommand implements Callable<Integer>
{
    private static final int PAGE_MAX = 256;

    @Mixin
    private MonitorOptions options;
    @Mixin
    private MessageFormat format;

    // @formatter:off
    @Option(names = "--from", paramLabel = "SEQUENCE", description = "Begin at this one.")
    private Long from;
    @Option(names = "--since", paramLabel = "TIME", description = "Begin with messages not older than that: 1h.")
    private String since;
    @Option(names = "--last", paramLabel = "N", description = "Begin N messages before the end.")
    private Long newest;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
        description = "Show so many at most, 0: all (default: ${DEFAULT-VALUE}).")
    private long limit;
    @Option(names = "--grep", paramLabel = "TEXT", description = "Show only messages that contain it.")
    private String grep;
    @Parameters(paramLabel = "CHANNEL", description = "Name.")
    private String name;
    // @formatter:on

    @Override
    public Integer call()
    {
        final MonitorApi api = options.api();
        final long most = limit == 0 ? Long.MAX_VALUE : newest != null ? Math.max(limit, newest) : limit;
        final MessagePages messages = new MessagePages(api, name, begin(api), "&limit=" + (grep != null ? PAGE_MAX
            : Math.min(PAGE_MAX, most)));
        long shown = 0;
        while (shown < most && messages.hasNext())
        {
            final Map<String, Object> message = messages.next();
            if (grep == null || new String(MessageFormat.payload(message), UTF_8).contains(grep))
            {
                format.print(options, message);
                shown++;
            }
        }
        return ExitCode.OK.code();
    }

    private long begin(final MonitorApi api)
    {
        if (Stream.of(from, since, newest).filter(Objects::nonNull).count() > 1)
        {
            throw new CliException("--from, --since and --last name several places to begin at: give one of them");
        }
        if (from != null)
        {
            return from;
        }
        final String page = "/adminz/channels/" + MonitorApi.word(name);
        if (since != null)
        {
            final long momentNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - MonitorOptions.durationNs(
                "--since", since);
            // Of an empty page the one behind it is the first that is not older.
            final Map<String, Object> answer = api.get(page + "/messages?payload=0&limit=1&time=" + momentNs);
            return MonitorApi.objects(answer.get("messages")).stream().map(message -> MonitorApi.number(message,
                "sequence")).findFirst().orElse(MonitorApi.number(answer, "next"));
        }
        return newest == null ? 0 : Math.max(0, MonitorApi.number(api.get(page), "last") + 1 - newest);
    }
}
