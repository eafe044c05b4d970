package io.standfast.server.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which durable is meant. Filled by the command framework.
 */
final class DurableOptions
{
    // @formatter:off
    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name of the channel.")
    private String channel;
    @Parameters(index = "1", paramLabel = "DURABLE", description = "Name of the durable.")
    private String durable;
    @Option(names = "--client", paramLabel = "ID",
        description = "Client that it belongs to; needed when several have one of that name.")
    private String client;
    @Option(names = "--queue", paramLabel = "GROUP", description = "Of a durable queue group.")
    private String queue;
    @Option(names = "--even-if-online", description = "Also while a client has it open; it is not told.")
    private boolean isEvenIfOnline;
    // @formatter:on

    String page(final String verb)
    {
        return "/adminz/channels/" + MonitorApi.word(channel) + "/durables/" + verb;
    }

    MonitorApi.Order order()
    {
        return new MonitorApi.Order().with("durable", durable).with("client", client).with("queue", queue).with(
            "even_if_online", isEvenIfOnline);
    }

    @Override
    public String toString()
    {
        return "durable \"" + durable + "\" of channel \"" + channel + "\"";
    }
}
