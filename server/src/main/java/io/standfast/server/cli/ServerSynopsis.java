package io.standfast.server.cli;

import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ProgramName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The server's entry in the list of commands. {@link Main} runs {@link ServerCommand} itself; this is reached by
 * {@code standfast help} only.
 */
@Command(name = "server", description = "Run the server; takes the flags of nats-streaming-server ('server -h').")
final class ServerSynopsis implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        spec.commandLine().getOut().print(LegacyFlags.usage(ProgramName.STANDFAST));
    }
}
