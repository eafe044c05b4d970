package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No acknowledged message is lost when a member comes back with a tail that is longer than the leader's log and not the
 * same (aeron-io/aeron#2147): a few seeds on every build, 500 with {@code -Dstandfast.matrix=all} (perf/chaos). The
 * seed of a failure is in its message; {@code -Dstandfast.seed=N} repeats it alone.
 */
class ClusterTailTest
{
    private static final int SEEDS = "all".equals(System.getProperty("standfast.matrix")) ? 500 : 4;

    private final Long seed = Long.getLong("standfast.seed");

    @TempDir
    private Path directory;

    @Test
    void shouldKeepAcknowledgedMessagesWhenLongDivergentTailReturns()
    {
        final long from = seed == null ? System.nanoTime() : seed;
        final int count = seed == null ? SEEDS : 1;
        System.out.println("ClusterTailTest seeds " + from + " to " + (from + count - 1) +
            " (repeat one with -Dstandfast.seed=N)");

        final List<String> failures = new ArrayList<>();
        final long startNs = System.nanoTime();
        for (long each = from; each < from + count; each++)
        {
            play(each, failures);
        }

        System.out.println("ClusterTailTest " + count + " seeds, " + failures.size() + " failures, " +
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) / count + " ms each");
        assertThat(failures).isEmpty();
    }

    private void play(final long each, final List<String> failures)
    {
        final Path root = directory.resolve(Long.toString(each));
        try (TailScenario scenario = new TailScenario(each, root))
        {
            scenario.play();
        }
        catch (final AssertionError ex)
        {
            System.out.println(ex.getMessage());
            failures.add(ex.getMessage());
        }
        IoUtil.delete(root.toFile(), true);
    }
}
