package io.standfast.server.cli;

import io.standfast.server.config.ProgramName;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import io.standfast.server.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code standfast} itself: shows what there is.
 */
// @formatter:off
@Command(name = "standfast", versionProvider = StandfastCommand.Version.class,
    description = "A durable-channel server for NATS Streaming clients.")
// @formatter:on
final class StandfastCommand implements Runnable
{
    private static final List<Class<?>> COMMANDS = List.of(ServerSynopsis.class, ConfigSynopsis.class,
        StoreCommand.class, ClusterCommand.class, RecoverCommand.class, ChannelCommand.class, SubscriptionCommand.class,
        ClientCommand.class, PublishCommand.class, BenchCommand.class, CheckCommand.class, TopCommand.class,
        DoctorCommand.class, MigrateCommand.class, ExportCommand.class, BackupCommand.class, RestoreCommand.class,
        GenerateCommand.class, VersionCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this text.")
    private boolean isHelpAsked;

    @Option(names = {"-v", "--version"}, versionHelp = true, description = "Show the version.")
    private boolean isVersionAsked;

    static CommandLine commandLine(final PrintStream out, final PrintStream err)
    {
        return commandLine("", out, err);
    }

    /**
     * A command line. What the commands are is read from their annotations, and that takes most of the time of a short
     * one.
     *
     * @param first word that follows; where it is a command that is the only one, but for one that is about all.
     * @param out   of what was asked for.
     * @param err   of what is wrong.
     * @return command line.
     */
    static CommandLine commandLine(final String first, final PrintStream out, final PrintStream err)
    {
        final CommandLine commandLine = new CommandLine(new StandfastCommand());
        final List<Class<?>> named = COMMANDS.stream().filter(command -> first.equals(command.getAnnotation(
            Command.class).name())).toList();
        final boolean isOneEnough = !named.isEmpty() && !named.contains(GenerateCommand.class);
        (isOneEnough ? named : COMMANDS).forEach(commandLine::addSubcommand);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(new WrongArguments());
        commandLine.setExecutionExceptionHandler((ex, of, result) ->
        {
            if (ex instanceof CliException)
            {
                of.getErr().println("standfast: " + ex.getMessage());
                return ExitCode.NOT_STARTED.code();
            }
            throw ex;
        });
        return commandLine;
    }

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    /**
     * What {@code --version} prints.
     */
    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            return new String[]{ProgramName.STANDFAST.versionLine()};
        }
    }
}
