package io.standfast.server;

import java.util.List;
import java.util.function.Consumer;

import io.standfast.replication.AgentThreads;
import io.standfast.server.config.Settings;

/**
 * Chooses the threads of a server for the processors that there are. Stateless.
 */
final class ThreadPlan
{
    private ThreadPlan()
    {
    }

    /**
     * Choose.
     *
     * @param threading  as the operator wants it.
     * @param processors that this process may use.
     * @param warnings   hears, in one line, that there are too few of them, and of a thread that cannot be bound.
     * @return threads.
     */
    static AgentThreads of(final Settings.Threading threading, final int processors, final Consumer<String> warnings)
    {
        if (!threading.isLowLatency())
        {
            return AgentThreads.BALANCED;
        }
        final List<Integer> cores = threading.cores();
        if (!cores.isEmpty())
        {
            return AgentThreads.pinned(cores, processor -> ProcessorAffinity.bind(processor, warnings));
        }
        final AgentThreads threads = AgentThreads.lowLatency(processors);
        if (threads.isYielding())
        {
            warnings.accept("Threading low-latency needs " + (AgentThreads.SHARED_COUNT + AgentThreads.OTHERS) +
                " processors, this process may use " + processors + ": its " + threads.count() +
                " threads take turns, which is slower than threading balanced and takes all of them all the time");
        }
        return threads;
    }
}
