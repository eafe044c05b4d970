package io.standfast.perf.rig;

import java.io.IOException;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * One server, published to with windows by 1 and 4 publishers, to 1 and 100 channels, or as the options say; beside
 * JetStream. What would be more than 16 MB on its way is left out. Owned by the main thread.
 */
final class PublishRig
{
    private final Run run;
    private final Report report;

    PublishRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final Contenders contenders = new Contenders(run, report);
        final Comparison comparison = new Comparison();
        final Windows windows = new Windows(run, report, comparison);
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            for (final Fleet.Shape shape : Fleet.Shape.ofOptions(run, "1,4", "1,100"))
            {
                contenders.alone(contender -> windows.measure(contender, shape));
            }
        }
        comparison.print(report, Contenders.REFERENCE);
    }
}
