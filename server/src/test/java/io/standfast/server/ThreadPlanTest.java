package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.AgentThreads;
import io.standfast.server.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an operator is told of the threads.
 */
class ThreadPlanTest
{
    private static final int NO_PROCESSOR = 1023;

    private final List<String> warnings = new ArrayList<>();

    private AgentThreads plan(final boolean isLowLatency, final int processors, final Integer... cores)
    {
        return ThreadPlan.of(new Settings.Threading(isLowLatency, List.of(cores)), processors, warnings::add);
    }

    @Test
    void shouldSleepUnlessAskedOtherwise()
    {
        assertThat(plan(false, 64)).isSameAs(AgentThreads.BALANCED);
        assertThat(plan(true, 64).count()).isEqualTo(AgentThreads.DEDICATED_COUNT);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldWarnOnceAndGoOnWhenThereAreTooFewProcessors()
    {
        assertThat(plan(true, 2).isYielding()).isTrue();

        assertThat(warnings)
            .containsExactly("Threading low-latency needs 6 processors, this process may use 2: its 5 " +
                "threads take turns, which is slower than threading balanced and takes all of them all the time");
    }

    @Test
    void shouldTakeTheProcessorsThatAreNamed()
    {
        assertThat(Settings.Threading.CORES_MIN).isEqualTo(AgentThreads.SHARED_COUNT);
        assertThat(plan(true, 2, 1, 2, 3, 4, 5).count()).isEqualTo(AgentThreads.SHARED_COUNT);
        assertThat(plan(true, 2, 1, 2, 3, 4, 5, 6, 7).isYielding()).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldBindTheCallingThreadAndWarnWhenThereIsNoSuchProcessor() throws InterruptedException
    {
        final Thread thread = new Thread(() ->
        {
            ProcessorAffinity.bind(0, warnings::add);
            ProcessorAffinity.bind(NO_PROCESSOR, warnings::add);
        }, "engine");
        thread.start();
        thread.join();

        assertThat(warnings)
            .containsExactly("The thread \"engine\" is not bound to processor 1023 (threading_cores): " +
                "this process has no such processor, or may not use it");
    }
}
