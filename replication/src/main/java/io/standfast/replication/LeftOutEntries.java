package io.standfast.replication;

import java.io.IOException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.PoisonedEntries;

/**
 * Reads at the start which entries are left out, and says where the node halted before. Stateless.
 */
final class LeftOutEntries
{
    private static final Logger LOG = LoggerFactory.getLogger(LeftOutEntries.class);

    private LeftOutEntries()
    {
    }

    /**
     * Read them; closes the directory when that is not possible.
     *
     * @param dataDirectory of the node.
     * @return entries.
     */
    static PoisonedEntries read(final DataDirectory dataDirectory)
    {
        try
        {
            final PoisonedEntries entries = new PoisonedEntries(dataDirectory.root());
            if (entries.haltedPosition() != PoisonedEntries.NONE)
            {
                LOG.warn("this node halted at log position {} before ({}): the entry is {}", entries.haltedPosition(),
                    entries.haltedCause(), entries.leftOut().contains(entries.haltedPosition()) ? "left out now"
                        : "applied again");
            }
            return entries;
        }
        catch (final IOException | NumberFormatException ex)
        {
            dataDirectory.close();
            throw new NodeRefusedException("cannot read which entries are left out in " + dataDirectory.root() + ": " +
                ex.getMessage(), ex);
        }
    }
}
