package io.standfast.server.cli;

import io.standfast.engine.store.StoreFindings;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What is in a store, for people: a line for each finding. Owned by one thread.
 *
 * @param out for the lines.
 */
record StoreText(PrintWriter out) implements StoreFindings
{
    @Override
    public void onRecord(final Stored stored)
    {
        out.print("segment=" + stored.segment() + " offset=" + stored.offset() + " channel=" + stored.channelId() +
            " epoch=" + stored.epoch() + " sequence=" + stored.sequence() + " timestampNs=" + stored.timestampNs() +
            " logPosition=" + stored.logPosition() + " payload=" + stored.payload() +
            (stored.isIntact() ? "\n" : " DAMAGED\n"));
    }

    @Override
    public void onDamage(final Path file, final int offset)
    {
        out.print("damaged: file=" + file + " offset=" + offset + "\n");
    }

    @Override
    public void onEnd(final int segments, final long records, final long problems)
    {
        out.print(segments + " segments, " + records + " records, " + problems + " problems\n");
    }
}
