package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads how the server's agents share processors. Stateless.
 */
final class ThreadingBinder
{
    /** More than a machine has; a processor's number is below it. */
    private static final int MAX_PROCESSORS = 1024;
    private static final String BALANCED = "balanced";
    private static final String LOW_LATENCY = "low-latency";

    private ThreadingBinder()
    {
    }

    static Settings.Threading threading(final ParsedFlags flags)
    {
        final String profile = flags.text(ProcessSettings.THREADING);
        final String cores = flags.text(ProcessSettings.THREADING_CORES, "").strip();
        if (!profile.equals(BALANCED) && !profile.equals(LOW_LATENCY))
        {
            throw new SettingsException("threading \"" + profile + "\": " + BALANCED + " or " + LOW_LATENCY +
                " expected");
        }
        final boolean isLowLatency = profile.equals(LOW_LATENCY);
        if (!isLowLatency && !cores.isEmpty())
        {
            throw new SettingsException("threading_cores needs threading " + LOW_LATENCY +
                ": threads that sleep are not bound to processors");
        }
        return new Settings.Threading(isLowLatency, cores.isEmpty() ? List.of() : processors(cores));
    }

    private static List<Integer> processors(final String text)
    {
        final List<Integer> processors = new ArrayList<>();
        for (final String part : text.split(",", -1))
        {
            final String range = part.strip();
            if (!range.matches("[0-9]{1,4}(-[0-9]{1,4})?"))
            {
                throw new SettingsException(
                    "threading_cores \"" + text + "\": processors expected, like 2-6 or 2,4,6-8");
            }
            final int dash = range.indexOf('-');
            final int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            final int last = Integer.parseInt(range.substring(dash + 1));
            if (last < first || last >= MAX_PROCESSORS)
            {
                throw new SettingsException("threading_cores \"" + text + "\": " + range + " is no range of 0 to " +
                    (MAX_PROCESSORS - 1));
            }
            for (int i = first; i <= last; i++)
            {
                processors.add(i);
            }
        }
        check(text, processors);
        return List.copyOf(processors);
    }

    private static void check(final String text, final List<Integer> processors)
    {
        if (processors.stream().distinct().count() < processors.size())
        {
            throw new SettingsException("threading_cores \"" + text + "\": a processor is named twice");
        }
        if (processors.size() < Settings.Threading.CORES_MIN)
        {
            throw new SettingsException("threading_cores \"" + text + "\" names " + processors.size() +
                " processors: " + Settings.Threading.CORES_MIN + " are needed, one for each thread");
        }
    }
}
