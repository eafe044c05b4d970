package io.standfast.perf.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.perf.report.Scale;

/**
 * The rig that drives a node in its own process still starts: nothing else would notice until somebody measures.
 */
class RigSmokeTest
{
    @TempDir
    private Path results;

    @Test
    void shouldMeasureTheEchoes() throws IOException
    {
        final Run run = new Run(Path.of("..").toAbsolutePath().normalize(), results, Scale.SMOKE, "echo", List.of());
        try (Report report = Report.open(run.rig(), run))
        {
            new EchoRig(run, report).run();
        }

        assertThat(Files.readString(results.resolve("echo.txt"))).contains("bare echo").contains("standfast");
    }
}
