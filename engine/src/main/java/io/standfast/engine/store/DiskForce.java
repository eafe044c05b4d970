package io.standfast.engine.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.agrona.concurrent.AgentTerminationException;

/**
 * Forces what has been written to the disk. Stateless; blocks.
 *
 * <p>A disk that refuses says so once: Linux takes the pages for written from then on, and the next force succeeds. So
 * nobody may ask again and go on as if nothing was lost, and the agent that asks ends, and with it the node. Its next
 * start writes again what no durable snapshot covers.
 */
public final class DiskForce
{
    private DiskForce()
    {
    }

    /**
     * Force a file or a directory, and what the file system knows of it.
     *
     * @param path of it.
     * @throws IOException               when it cannot be opened: nothing has been asked of the disk.
     * @throws AgentTerminationException when the disk refuses.
     */
    public static void force(final Path path) throws IOException
    {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ))
        {
            force(channel, path, true);
        }
    }

    /**
     * Force a file that is open.
     *
     * @param channel        of it.
     * @param path           of it, for people.
     * @param isWithMetadata whether also what the file system knows of it that is not needed to read it.
     * @throws IOException               when the channel is closed, also because this thread is stopped.
     * @throws AgentTerminationException when the disk refuses.
     */
    public static void force(final FileChannel channel, final Path path, final boolean isWithMetadata)
        throws IOException
    {
        try
        {
            channel.force(isWithMetadata);
        }
        catch (final ClosedChannelException ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            throw new AgentTerminationException(path + " cannot be forced to the disk: " + ex.getMessage() +
                "; what of it is lost nobody can say: look at the disk (dmesg), then start this node again");
        }
    }
}
