package io.standfast.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.standfast.server.config.ProgramName;
import io.standfast.server.config.SettingsException;

/**
 * {@code -sl command[=pid]}: signals a server that runs on this machine. Without a pid it looks for the one that there
 * is. Owned by the main thread.
 */
final class SignalCommand
{
    private static final Map<String, String> SIGNALS = new TreeMap<>(Map.of("stop", "KILL", "quit", "INT", "reopen",
        "USR1", "reload", "HUP"));
    private static final Set<String> COMMANDS = Set.of("server", ProgramName.NATS_STREAMING_SERVER.text());
    private static final int MAX_PID_FILE_BYTES = 64;
    private static final long SEND_TIMEOUT_S = 5;

    private final Supplier<List<Long>> servers;

    SignalCommand()
    {
        this(SignalCommand::servers);
    }

    /** With another way to find servers. */
    SignalCommand(final Supplier<List<Long>> servers)
    {
        this.servers = servers;
    }

    /**
     * Send.
     *
     * @param argument as typed.
     * @throws SettingsException with one line that says why nothing was sent.
     */
    void run(final String argument)
    {
        final int equals = argument.indexOf('=');
        final String command = equals < 0 ? argument : argument.substring(0, equals);
        final String signal = SIGNALS.get(command);
        if (signal == null)
        {
            throw new SettingsException("unknown signal \"" + command + "\": " + String.join(", ", SIGNALS.keySet()) +
                " are known");
        }
        send(signal, equals < 0 ? theOne() : pid(argument.substring(equals + 1)));
    }

    private long theOne()
    {
        final List<Long> found = servers.get();
        if (found.isEmpty())
        {
            throw new SettingsException("no nats-streaming-server processes running");
        }
        if (found.size() > 1)
        {
            throw new SettingsException(
                "multiple nats-streaming-server processes running: say which with =<pid>, one of " +
                    String.join(", ", found.stream().map(String::valueOf).toList()));
        }
        return found.get(0);
    }

    private static long pid(final String text)
    {
        final String number = text.matches("[0-9]+") ? text : inFile(text);
        final long pid = number.matches("[0-9]{1,10}") ? Long.parseLong(number) : 0;
        if (pid <= 1)
        {
            throw new SettingsException("invalid pid: " + text);
        }
        return pid;
    }

    private static String inFile(final String text)
    {
        try
        {
            final Path file = Path.of(text);
            return Files.size(file) > MAX_PID_FILE_BYTES ? "" : Files.readString(file).strip();
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            throw new SettingsException("invalid pid: " + text + ", and no pid file of that name can be read");
        }
    }

    /** By the shell: Java itself knows two signals only. */
    private static void send(final String signal, final long pid)
    {
        try
        {
            final Process kill = new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + pid).redirectErrorStream(
                true).start();
            final String said = new String(kill.getInputStream().readAllBytes()).strip();
            if (!kill.waitFor(SEND_TIMEOUT_S, TimeUnit.SECONDS) || kill.exitValue() != 0)
            {
                throw new SettingsException("could not signal process " + pid + ": " + said);
            }
        }
        catch (final IOException ex)
        {
            throw new SettingsException("could not signal process " + pid + ": " + ex.getMessage());
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new SettingsException("interrupted before process " + pid + " was signalled");
        }
    }

    /** Servers on this machine that this user may see, without this process and those that send signals, too. */
    static List<Long> servers()
    {
        final List<Long> found = new ArrayList<>();
        ProcessHandle.allProcesses().filter(process -> process.pid() != ProcessHandle.current().pid()).forEach(
            process -> process.info().arguments().ifPresent(arguments ->
            {
                if (isServer(Arrays.asList(arguments)))
                {
                    found.add(process.pid());
                }
            }));
        return found;
    }

    static boolean isServer(final List<String> arguments)
    {
        final int jar = arguments.indexOf("-jar");
        return jar >= 0 && jar + 2 < arguments.size() && arguments.get(jar + 1).contains("standfast") &&
            COMMANDS.contains(arguments.get(jar + 2)) && arguments.stream().noneMatch(
                argument -> argument.matches("--?(sl|signal)(=.*)?"));
    }
}
