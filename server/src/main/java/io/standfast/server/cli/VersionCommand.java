package io.standfast.server.cli;

import io.standfast.server.config.ProgramName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Prints the version.
 */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        spec.commandLine().getOut().println(ProgramName.STANDFAST.versionLine());
    }
}
