package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import java.util.Map;
import java.util.TreeMap;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The wish to end a measurement early. The first INT or TERM ends it in order, with what has been measured; the second
 * one ends the process.
 */
final class BenchStop implements AutoCloseable
{
    /** Written by the JVM's signal thread, read by the main thread. */
    private volatile ExitCode asked;
    private final Map<String, SignalHandler> previous = new TreeMap<>();

    /** Begin to listen. */
    void install()
    {
        handle("INT", ExitCode.OK);
        handle("TERM", ExitCode.TERMINATED);
    }

    private void handle(final String name, final ExitCode code)
    {
        previous.put(name, Signal.handle(new Signal(name), signal ->
        {
            asked = code;
            Signal.handle(signal, SignalHandler.SIG_DFL);
        }));
    }

    @Override
    public void close()
    {
        previous.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
        previous.clear();
    }

    boolean isRequested()
    {
        return asked != null;
    }

    /** Exit code; a signal's one goes before that of a clean end. */
    ExitCode exitCode(final ExitCode code)
    {
        return code == ExitCode.OK && asked != null ? asked : code;
    }
}
