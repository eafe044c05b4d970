package io.standfast.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The entry of {@code config} in the list of commands. {@link Main} runs {@link ConfigCommand} itself, because it takes
 * the server's flags, which are written Go's way.
 */
@Command(name = "config", description = "Check or show the settings ('config --help').")
final class ConfigSynopsis implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        spec.commandLine().getOut().print(ConfigCommand.USAGE);
    }
}
