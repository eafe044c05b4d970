package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.EpochClock;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;

/**
 * The clock of this process: the wall clock at its start plus the time that has passed since. Aeron's parts tell one
 * another by the time of day that they live, and would take all others for dead when somebody sets it an hour ahead:
 * they get this one. Any thread may ask.
 */
public final class ProcessClock
{
    /** Unix ms. */
    public static final EpochClock EPOCH = () -> TimeUnit.NANOSECONDS.toMillis(nanoTime());

    private static final long ANCHOR_NS = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

    private ProcessClock()
    {
    }

    /**
     * Now.
     *
     * @return Unix ns, never stepped.
     */
    public static long nanoTime()
    {
        return ANCHOR_NS + System.nanoTime();
    }

    /**
     * Settings of a client of this process's media driver.
     *
     * @param aeronDirectory of the driver.
     * @return context.
     */
    public static Aeron.Context client(final String aeronDirectory)
    {
        return new Aeron.Context().aeronDirectoryName(aeronDirectory).epochClock(EPOCH);
    }

    /**
     * Connect to an archive through this process's media driver.
     *
     * @param context of the archive's client, with the driver's directory; stays as it is.
     * @return client, with an Aeron client of its own.
     */
    public static AeronArchive connect(final AeronArchive.Context context)
    {
        final Aeron aeron = Aeron.connect(client(context.aeronDirectoryName()));
        try
        {
            return AeronArchive.connect(context.clone().aeron(aeron).ownsAeronClient(true));
        }
        catch (final RuntimeException ex)
        {
            aeron.close();
            throw ex;
        }
    }
}
