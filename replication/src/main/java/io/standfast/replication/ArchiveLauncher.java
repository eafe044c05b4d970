package io.standfast.replication;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;

import org.agrona.concurrent.AgentInvoker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchiveTool;
import io.aeron.archive.client.ArchiveException;

/**
 * Launches the archive over whatever a killed process has left. Stateless.
 * <p>
 * A process that is killed while it writes leaves a frame of which only the first pages are there. The archive refuses
 * to start over such a recording and names a tool for an operator; here it is mended at once, because nothing is lost
 * by it: a frame is acknowledged only after its write has returned. Frames carry checksums, so one that is whole is
 * never taken for a torn one, whatever bytes its message has.
 */
final class ArchiveLauncher
{
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLauncher.class);
    // The archive has no codes of their own for these; TornLogTest and DamagedDataIT fail when its words change.
    private static final String TORN = "potentially incomplete last fragment";
    private static final String DAMAGED = "CRC checksum mismatch";

    private ArchiveLauncher()
    {
    }

    /**
     * Whether the archive has met bytes that are not what it once wrote.
     *
     * @param error of this node's archive; that of another may say the same of its own disk.
     * @return true for a frame with a wrong checksum.
     */
    static boolean isDamage(final Throwable error)
    {
        return error instanceof ArchiveException && String.valueOf(error.getMessage()).contains(DAMAGED);
    }

    /**
     * Launch, after cutting off what was torn.
     *
     * @param parts of the node.
     * @return the archive, running.
     */
    static Archive launch(final AeronParts parts)
    {
        return launch(parts::archive);
    }

    /**
     * Launch without a thread, after cutting off what was torn.
     *
     * @param parts  of the node.
     * @param driver that runs on the calling thread, and later on the archive's.
     * @return the archive, to be run by its invoker.
     */
    static Archive launch(final AeronParts parts, final AgentInvoker driver)
    {
        return launch(
            () -> parts.archive().threadingMode(ArchiveThreadingMode.INVOKER).mediaDriverAgentInvoker(driver));
    }

    private static Archive launch(final Supplier<Archive.Context> contexts)
    {
        final Archive.Context archive = contexts.get();
        try
        {
            TornFrames.cutOff(archive.archiveDir(), ArchiveLauncher::reportTorn);
            return Archive.launch(archive);
        }
        catch (final IOException ex)
        {
            archive.close();
            throw new UncheckedIOException("cannot read the archive in " + archive.archiveDir(), ex);
        }
        catch (final ArchiveException ex)
        {
            archive.close();
            if (!String.valueOf(ex.getMessage()).contains(TORN))
            {
                throw ex;
            }
            mend(archive.archiveDir());
            return Archive.launch(contexts.get());
        }
    }

    private static void mend(final File directory)
    {
        ArchiveTool.verify(new PrintStream(OutputStream.nullOutputStream()), directory, Set.of(), AeronParts.CHECKSUM,
            file ->
            {
                reportTorn(file);
                return true;
            });
    }

    private static void reportTorn(final File file)
    {
        LOG.warn("archive: the last frame of {} is torn, as a process that is killed while writing leaves it; it was " +
            "never acknowledged and is cut off", file);
    }
}
