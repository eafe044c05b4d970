package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

/**
 * Counters of a real media driver, while it runs and after it has gone.
 */
class DriverCountersTest
{
    private static final int TYPE_ID = 7001;
    private static final long VALUE = 42;

    @TempDir
    private Path directory;

    private MediaDriver launch()
    {
        return MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(directory.resolve("aeron").toString())
            .dirDeleteOnShutdown(true).threadingMode(ThreadingMode.SHARED));
    }

    private String aeronDirectory()
    {
        return directory.resolve("aeron").toString();
    }

    private static long mappings() throws IOException
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps")))
        {
            return lines.filter(line -> line.contains("cnc.dat")).count();
        }
    }

    @Test
    void shouldLetGoOfTheMappingWhenClosed() throws IOException
    {
        final long before = mappings();
        final DriverCounters counters;
        final AtomicCounter counter;
        try (MediaDriver driver = launch();
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(
                aeronDirectory()));
            Counter added = aeron.addCounter(TYPE_ID, "test"))
        {
            assertThat(driver.aeronDirectoryName()).isEqualTo(aeronDirectory());
            counters = new DriverCounters(aeronDirectory());
            counter = added;
            added.setRelease(VALUE);
            assertThat(counters.value(counter)).isEqualTo(VALUE);
        }
        // Aeron has unmapped its own: this one can still be read.
        counters.value(counter);
        counters.close();
        counters.close();

        assertThat(counters.value(counter)).isEqualTo(DriverCounters.GONE);
        assertThat(mappings()).isEqualTo(before);
    }

    @Test
    void shouldEndNoProcessWhenClosedWhileOthersRead() throws InterruptedException
    {
        try (MediaDriver driver = launch();
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver
                .aeronDirectoryName()));
            Counter counter = aeron.addCounter(TYPE_ID, "test"))
        {
            counter.setRelease(VALUE);
            for (int i = 0; i < 50; i++)
            {
                final DriverCounters counters = new DriverCounters(aeronDirectory());
                final AtomicReference<Long> last = new AtomicReference<>(0L);
                final Thread reader = new Thread(() ->
                {
                    while (last.get() != DriverCounters.GONE)
                    {
                        last.set(counters.value(counter));
                    }
                });
                reader.start();
                while (last.get() != VALUE)
                {
                    Thread.onSpinWait();
                }
                counters.close();
                reader.join(10_000);
                assertThat(last.get()).isEqualTo(DriverCounters.GONE);
            }
        }
    }
}
