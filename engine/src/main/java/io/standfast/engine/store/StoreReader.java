package io.standfast.engine.store;

import java.util.concurrent.atomic.AtomicLong;

import io.standfast.codecs.Checksum;

/**
 * Reads records on a thread that is not the engine's. Owned by that thread, which calls {@link #publishEpoch} once a
 * duty cycle, between two uses of a {@link StoredMessage}.
 */
public final class StoreReader implements AutoCloseable
{
    private static final long PAUSED = Long.MAX_VALUE;

    private final SegmentTable table;
    private final AtomicLong epoch;
    private final Checksum checksum = new Checksum();

    StoreReader(final SegmentTable table)
    {
        this.table = table;
        this.epoch = table.addReader();
    }

    /**
     * Say that no record that was read before is looked at any more.
     */
    public void publishEpoch()
    {
        epoch.setRelease(table.epoch());
    }

    /**
     * Say that nothing is looked at until {@link #resume}: what is retired meanwhile need not wait for this reader.
     */
    public void pause()
    {
        epoch.setRelease(PAUSED);
    }

    /**
     * Go on after a {@link #pause}.
     */
    public void resume()
    {
        // Before the table is looked at: a segment that this reader can find has not been retired yet.
        epoch.set(table.epoch());
    }

    /**
     * Look at a record.
     *
     * @param location  from the engine.
     * @param channelId that it must have.
     * @param sequence  that it must have.
     * @param message   that is to look at it.
     * @return false when it is gone: nobody is to get it any more.
     */
    public boolean read(final long location, final int channelId, final long sequence, final StoredMessage message)
    {
        final Segment segment = table.find((int) (location >>> 32));
        if (segment == null)
        {
            return false;
        }
        final int offset = (int) location;
        final int capacity = segment.buffer().capacity();
        final int length = segment.buffer().getIntVolatile(offset - RecordLayout.EXCERPT_HEADER_LENGTH) &
            RecordLayout.LENGTH_MASK;
        if (length < RecordLayout.FIXED_LENGTH || length > capacity - offset)
        {
            throw damaged(segment, offset, channelId, sequence);
        }
        message.wrap(segment.buffer(), offset, length);
        if (message.decoder().channelId() != channelId || message.sequence() != sequence ||
            !RecordLayout.isIntact(checksum, message))
        {
            throw damaged(segment, offset, channelId, sequence);
        }
        return true;
    }

    @Override
    public void close()
    {
        table.removeReader(epoch);
    }

    private static StoreDamagedException damaged(final Segment segment, final int offset, final int channelId,
        final long sequence)
    {
        segment.suspect(true);
        return new StoreDamagedException("damaged record: file=" + segment.file() + " offset=" + offset +
            " channel=" + channelId + " sequence=" + sequence);
    }
}
