package io.standfast.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aeron.Aeron;
import io.aeron.AeronCounters;
import io.aeron.archive.ArchiveTool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the log ends on a node's disk, with what was never committed, to be compared with what the node says of it.
 * Stateless.
 */
final class LogTail
{
    private static final Pattern BUFFERS = Pattern.compile("Aeron's buffers are in (\\S+)");
    /** The log is the first recording of a node's archive. */
    private static final Pattern STOPPED = Pattern.compile("recordingId=0\\b.*?stopPosition=(-?\\d+)");

    private LogTail()
    {
    }

    /** While it is written a counter says it, the archive's catalog afterwards. */
    static long end(final TestCluster cluster, final int node)
    {
        final Matcher buffers = BUFFERS.matcher(cluster.node(node).process().output());
        if (!buffers.find())
        {
            throw new AssertionError("it does not say where its counters are:\n" + cluster.node(node).process()
                .output());
        }
        final AtomicLong end = new AtomicLong(stopped(cluster, node));
        try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(buffers.group(1))))
        {
            aeron.countersReader().forEach((id, typeId, key, label) ->
            {
                if (typeId == AeronCounters.ARCHIVE_RECORDING_POSITION_TYPE_ID && key.getLong(0) == 0)
                {
                    end.accumulateAndGet(aeron.countersReader().getCounterValue(id), Math::max);
                }
            });
        }
        if (end.get() < 0)
        {
            throw new AssertionError("neither a counter nor the archive says where the log of " + cluster.name(node) +
                " ends");
        }
        return end.get();
    }

    private static long stopped(final TestCluster cluster, final int node)
    {
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        ArchiveTool.describe(new PrintStream(text, true, UTF_8), cluster.data(node).resolve("archive").toFile());
        final Matcher stopped = STOPPED.matcher(text.toString(UTF_8));
        return stopped.find() ? Long.parseLong(stopped.group(1)) : -1;
    }
}
