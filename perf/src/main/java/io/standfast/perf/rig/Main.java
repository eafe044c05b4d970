package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * Where {@code perf/run} begins.
 */
public final class Main
{
    private Main()
    {
    }

    /**
     * Run a rig.
     *
     * @param arguments name of the rig and options.
     * @throws IOException          when a server or a file does not do its part.
     * @throws InterruptedException when somebody stops it.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException
    {
        final Run run = Run.parse(Path.of("").toAbsolutePath(), List.of(arguments));
        try (Report report = Report.open(run.rig(), run))
        {
            switch (run.rig())
            {
                case "stan" -> new EndToEndRig(run, report).run();
                case "startup" -> new StartUpRig(run, report).run();
                case "cycles" -> new CyclesRig(run, report).run();
                case "copy" -> new CopyRig(run, report).run();
                case "idle" -> new IdleRig(run, report).run();
                case "failover" -> new FailoverRig(run, report).run();
                case "elections" -> new ElectionRig(run, report).run();
                case "publish" -> new PublishRig(run, report).run();
                case "load" -> new LoadRig(run, report).run();
                case "replay" -> new ReplayRig(run, report).run();
                case "three" -> new ThreeRig(run, report).run();
                case "snapshot" -> new SnapshotRig(run, report).run();
                case "scale" -> new ScaleRig(run, report).run();
                case "echo" -> new EchoRig(run, report).run();
                default ->
                    throw new IllegalArgumentException("no rig " + run.rig() + ": the head of perf/run names them");
            }
        }
    }
}
