package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends is killed with -9, again and again: what its last snapshot lists is all there, and appending
 * goes on.
 */
class StoreCrashTest
{
    private static final int KILLS = 6;

    @TempDir
    private Path directory;

    @Test
    void shouldHoldWhatTheSnapshotListsWhenKilled() throws IOException, InterruptedException
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++)
        {
            final Path store = directory.resolve("store-" + i);
            final TestStore.Snapshot snapshot = appendAndKill(store, 1 + random.nextInt(4));
            try (TestStore restored = new TestStore(store).start(snapshot))
            {
                final long last = snapshot.channels().get(0).last();
                for (long sequence = snapshot.channels().get(0).first(); sequence <= last; sequence++)
                {
                    assertThat(restored.read(1, sequence)).as("seed %d", seed).startsWith("m" + sequence + ":");
                }
                assertThat(restored.append(1, "on")).isEqualTo(last + 1);
                assertThat(restored.read(1, last + 1)).isEqualTo("on");
            }
        }
    }

    private TestStore.Snapshot appendAndKill(final Path store, final int snapshots) throws IOException,
        InterruptedException
    {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(argument -> argument.startsWith(
            "--add-")).forEach(command::add);
        command.addAll(List.of("-Dchronicle.analytics.disable=true", "-cp", System.getProperty("java.class.path"),
            AppendingProcess.class.getName(), store.toString()));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(),
            StandardCharsets.UTF_8)))
        {
            String newest = null;
            int seen = 0;
            for (String line = out.readLine(); line != null && seen < snapshots; line = out.readLine())
            {
                newest = line.startsWith(AppendingProcess.SNAPSHOT) ? line : newest;
                seen += line.startsWith(AppendingProcess.SNAPSHOT) ? 1 : 0;
            }
            process.destroyForcibly().waitFor();
            assertThat(newest).as("the process took a snapshot").isNotNull();
            return AppendingProcess.parse(newest);
        }
    }
}
