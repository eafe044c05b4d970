package io.standfast.server.cli;

import io.standfast.server.JavaMachine;
import io.standfast.server.config.ProgramName;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the process begins. Runs the server without touching the command framework: its classes would only delay the
 * open port.
 */
public final class Main
{
    private Main()
    {
    }

    /**
     * Entry of the process.
     *
     * @param args a command and its arguments.
     */
    public static void main(final String[] args)
    {
        JavaMachine.quieten();
        System.exit(run(Arrays.asList(args), System.out, System.err));
    }

    static int run(final List<String> arguments, final PrintStream out, final PrintStream err)
    {
        final String command = arguments.isEmpty() ? "" : arguments.get(0);
        if (command.equals("help"))
        {
            return run(Stream.concat(tail(arguments).stream(), Stream.of("--help")).toList(), out, err);
        }
        if (command.equals(ProgramName.NATS_STREAMING_SERVER.text()))
        {
            return new ServerCommand(ProgramName.NATS_STREAMING_SERVER, out, err).run(tail(arguments));
        }
        if (command.equals("server"))
        {
            return new ServerCommand(ProgramName.STANDFAST, out, err).run(tail(arguments));
        }
        if (command.equals("config"))
        {
            return new ConfigCommand(out, err).run(tail(arguments));
        }
        if (command.equals("rehearse"))
        {
            return new RehearseCommand(err).run();
        }
        return StandfastCommand.commandLine(command, out, err).execute(arguments.toArray(new String[0]));
    }

    private static List<String> tail(final List<String> arguments)
    {
        return arguments.subList(1, arguments.size());
    }
}
