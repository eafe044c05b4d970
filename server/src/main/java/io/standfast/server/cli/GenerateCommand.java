package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints files that others need: shells, man, systemd, Kubernetes, container engines. They are those of the packages.
 */
@Command(name = "generate", description = "Print files for shells, man, systemd, Kubernetes and containers.")
final class GenerateCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "generate: completion, man, systemd, k8s or container is " +
            "missing");
    }

    @Command(name = "completion", description = "Completion for bash and zsh: source <(standfast generate " +
        "completion); for fish: standfast generate completion fish | source.")
    int completion(
        @Parameters(paramLabel = "SHELL", arity = "0..1", defaultValue = "bash", description = "bash, zsh or fish " +
            "(default: ${DEFAULT-VALUE}).") final String shell)
    {
        return switch (shell)
        {
            case "bash", "zsh" -> print(AutoComplete.bash("standfast", spec.root().commandLine()));
            case "fish" -> print(FishCompletion.text(spec.root()));
            default -> throw new ParameterException(spec.commandLine(), "generate completion: '" + shell +
                "' is none of bash, zsh and fish");
        };
    }

    @Command(name = "man", description = "A manual page, or all of them into a directory.")
    int man(
        @Option(names = "--dir", paramLabel = "DIR", description = "Write all pages there.") final Path directory,
        @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Page of this command, for example " +
            "cluster status (default: standfast).") final List<String> words)
    {
        if (directory != null)
        {
            return write(directory);
        }
        CommandSpec command = spec.root();
        for (final String word : words == null ? List.<String>of() : words)
        {
            final CommandLine next = command.subcommands().get(word);
            if (next == null)
            {
                throw new ParameterException(spec.commandLine(), "generate man: no command '" + String.join(" ",
                    words) + "'");
            }
            command = next.getCommandSpec();
        }
        return print(ManualPage.text(command));
    }

    private int write(final Path directory)
    {
        try
        {
            Files.createDirectories(directory);
            write(directory, spec.root());
            return ExitCode.OK.code();
        }
        catch (final IOException ex)
        {
            spec.commandLine().getErr().println("standfast: cannot write to " + directory + ": " + ex.getMessage());
            return ExitCode.NOT_STARTED.code();
        }
    }

    private void write(final Path directory, final CommandSpec command) throws IOException
    {
        final Path file = directory.resolve(ManualPage.name(command) + ".1");
        Files.writeString(file, ManualPage.text(command));
        print(file + "\n");
        for (final CommandLine each : ManualPage.distinct(command))
        {
            write(directory, each.getCommandSpec());
        }
    }

    @Command(name = "systemd", description = "The unit of the deb package.")
    int systemd()
    {
        return print(resource("systemd/standfast.service"));
    }

    @Command(name = "k8s", description = "Manifests of three nodes: services, StatefulSet, PodDisruptionBudget.")
    int kubernetes(@Option(names = "--memory", description = "Messages in memory, copied from the others when a node " +
        "is rolled.") final boolean isMemory)
    {
        return print(resource(isMemory ? "k8s/standfast-memory.yaml" : "k8s/standfast.yaml"));
    }

    @Command(name = "container", description = "A Containerfile, to be built from the unpacked tar.gz.")
    int container()
    {
        return print(resource("container/Containerfile"));
    }

    private static String resource(final String name)
    {
        try (InputStream in = GenerateCommand.class.getResourceAsStream("packaging/" + name))
        {
            if (in == null)
            {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + name, ex);
        }
    }

    private int print(final String text)
    {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
