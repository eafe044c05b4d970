package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.standfast.perf.report.Plot;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * What a message, a start and a snapshot cost, and what the server takes of memory and disk, as the work grows in one
 * direction: messages stored, channels, subscriptions, size of a message. Without fsync, limits off. Each direction
 * becomes {@code results/scale-DIRECTION.csv} and {@code .svg}. Owned by the main thread.
 */
final class ScaleRig
{
    private static final String[] FLAGS = {"-mc", "0", "-msu", "0", "-mm", "0", "-mb", "0"};
    private static final List<String> FIGURES = List.of("time per message, us", "own memory when filled, MB",
        "own memory after start, MB", "disk, MB", "ready after kill -9, ms", "snapshot, ms");
    private static final long BYTES_IN_FLIGHT = 8 << 20;
    private static final long BYTES_TIMED = 512 << 20;
    private static final int WINDOW = 4096;
    private static final int SNAPSHOTS = 3;

    private final Run run;
    private final Report report;

    /**
     * One size of the work.
     *
     * @param messages      stored.
     * @param channels      in which they are.
     * @param subscriptions durable, each of another channel: none, or as many as channels.
     * @param size          of a message.
     */
    private record Work(int messages, int channels, int subscriptions, int size)
    {
        Fleet.Shape shape()
        {
            return new Fleet.Shape(1, channels, size, subscriptions > 0 ? 1 : 0);
        }

        int window()
        {
            return (int) Math.max(2, Math.min(WINDOW, BYTES_IN_FLIGHT / size));
        }

        int timed(final int most)
        {
            return (int) Math.min(most, BYTES_TIMED / size);
        }
    }

    ScaleRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        for (final String direction : run.option("--directions", "messages,channels,subscriptions,size").split(","))
        {
            measure(direction);
        }
    }

    private void measure(final String direction) throws IOException, InterruptedException
    {
        final int[] steps = steps(direction);
        final List<double[]> rows = new ArrayList<>();
        for (final int step : steps)
        {
            report.progress(direction + " " + step);
            final double[] row = measure(work(direction, step));
            rows.add(row);
            report.line("%-14s %,12d: %s", direction, step, text(row));
        }
        writeTable(direction, steps, rows);
        plot(direction, steps, rows);
        report.line("%s: %s.csv and .svg", direction, run.results().resolve("scale-" + direction));
    }

    private int[] steps(final String direction)
    {
        final String all = switch (direction)
        {
            case "messages" -> pick("10000,100000,1000000,10000000", "10000,100000,1000000", "1000,3000");
            case "channels" -> pick("1,10,100,1000,10000,100000", "1,10,100,1000,10000", "1,10");
            case "subscriptions" -> pick("1,10,100,1000,10000", "1,10,100,1000", "1,10");
            case "size" -> pick("16,128,1024,8192,65536,524288,1000000", "16,128,1024,65536,1000000", "16,1024");
            default ->
                throw new IllegalArgumentException("no direction " + direction +
                    ": messages, channels, subscriptions, size");
        };
        return Arrays.stream(all.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private String pick(final String full, final String quick, final String smoke)
    {
        return switch (run.scale())
        {
            case FULL -> full;
            case QUICK -> quick;
            case SMOKE -> smoke;
        };
    }

    private Work work(final String direction, final int step)
    {
        final int messages = run.pick(200_000, 100_000, 1_000);
        return switch (direction)
        {
            case "messages" -> new Work(step, 1, 0, 128);
            case "channels" -> new Work(messages, step, 0, 128);
            case "subscriptions" -> new Work(messages, step, step, 128);
            default -> new Work((int) Math.min(messages, BYTES_TIMED / step), 1, 0, step);
        };
    }

    /** One value for each of {@link #FIGURES}. */
    private double[] measure(final Work work) throws IOException, InterruptedException
    {
        final double[] row = new double[FIGURES.size()];
        final Path directory = Files.createTempDirectory(Path.of(run.option("--dir", System.getProperty(
            "java.io.tmpdir"))), "scale");
        try (Subject server = Subject.standfast(run.root(), directory, false, FLAGS))
        {
            try (Fleet fleet = fleet(server, work))
            {
                final ClosedLoop loop = new ClosedLoop(fleet, work.window());
                fleet.subscribe(work.channels(), false, loop);
                loop.run(work.messages());
                row[1] = server.ownMemoryMb();
            }
            row[3] = server.diskMb();
            server.kill9();
        }
        try (Subject server = Subject.standfast(run.root(), directory, false, FLAGS))
        {
            row[4] = server.readyMs();
            row[2] = server.ownMemoryMb();
            row[5] = snapshotMs(server);
            row[0] = timePerMessageUs(server, work);
        }
        Subject.delete(directory);
        return row;
    }

    private static Fleet fleet(final Subject server, final Work work) throws IOException
    {
        return new Fleet(new StanDialect(server.port(), "scale-", "kept"), work.shape());
    }

    private static double snapshotMs(final Subject server) throws IOException
    {
        final SnapshotControl control = new SnapshotControl(server);
        final double[] ms = new double[SNAPSHOTS];
        for (int i = 0; i < ms.length; i++)
        {
            ms[i] = control.take().ms();
        }
        Arrays.sort(ms);
        return ms[SNAPSHOTS / 2];
    }

    /** To the acknowledgement, and where there are subscriptions also to the delivery, with a full window. */
    private double timePerMessageUs(final Subject server, final Work work) throws IOException
    {
        try (Fleet fleet = fleet(server, work))
        {
            final ClosedLoop loop = new ClosedLoop(fleet, work.window());
            fleet.subscribe(work.channels(), false, loop);
            loop.run(work.timed(run.pick(100_000, 50_000, 500)));
            final int count = work.timed(run.pick(200_000, 50_000, 500));
            return loop.run(count) * 1e6 / count;
        }
    }

    private static String text(final double[] row)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.length; i++)
        {
            text.append(i == 0 ? "" : "; ").append(FIGURES.get(i)).append(String.format(Locale.ROOT, " %.2f", row[i]));
        }
        return text.toString();
    }

    private void writeTable(final String direction, final int[] steps, final List<double[]> rows) throws IOException
    {
        final StringBuilder table = new StringBuilder(direction);
        FIGURES.forEach(figure -> table.append(",\"").append(figure).append('"'));
        for (int i = 0; i < steps.length; i++)
        {
            table.append('\n').append(steps[i]);
            for (final double value : rows.get(i))
            {
                table.append(String.format(Locale.ROOT, ",%.3f", value));
            }
        }
        Files.writeString(run.results().resolve("scale-" + direction + ".csv"), table.append('\n'));
    }

    private void plot(final String direction, final int[] steps, final List<double[]> rows) throws IOException
    {
        final String unit = direction.equals("size") ? "bytes of a message" : direction;
        final Plot plot = new Plot("Standfast, one member, no fsync: cost by " + unit, unit);
        final double[] x = Arrays.stream(steps).asDoubleStream().toArray();
        for (int i = 0; i < FIGURES.size(); i++)
        {
            final int figure = i;
            plot.panel(FIGURES.get(i), x, rows.stream().mapToDouble(row -> row[figure]).toArray());
        }
        Files.writeString(run.results().resolve("scale-" + direction + ".svg"), plot.svg());
    }
}
