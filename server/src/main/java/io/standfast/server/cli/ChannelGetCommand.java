package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Shows one message of a channel, and moves nobody.
 */
@Command(name = "get", description = "Show one message of a channel; no durable moves.")
final class ChannelGetCommand implements Callable<Integer>
{
    @Mixin
    private MonitorOptions options;
    @Mixin
    private MessageFormat format;

    // @formatter:off
    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name.")
    private String name;
    @Parameters(index = "1", paramLabel = "SEQUENCE", description = "Of the message.")
    private long sequence;
    // @formatter:on

    @Override
    public Integer call()
    {
        final MessagePages messages = new MessagePages(options.api(), name, sequence, "&limit=1");
        final Map<String, Object> message = messages.hasNext() ? messages.next() : null;
        if (message == null || MonitorApi.number(message, "sequence") != sequence)
        {
            throw new CliException("channel \"" + name + "\" has no message " + sequence + (messages.first() > messages
                .last() ? ": it is empty" : ": it holds " + messages.first() + " to " + messages.last()));
        }
        format.print(options, message);
        return ExitCode.OK.code();
    }
}
