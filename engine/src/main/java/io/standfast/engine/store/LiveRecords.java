package io.standfast.engine.store;

import java.io.IOException;
import java.nio.file.Files;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * Walks over the records of a segment and tells those that live from the others. Each is checked before anything is
 * made of it: a bit that has flipped in a length or a sequence would hide what lives from this member alone. Owned by
 * the engine thread.
 */
final class LiveRecords
{
    /** Instead of an offset: what lies there is not what was written. */
    static final int DAMAGED = -1;

    private final StoreContext context;
    private final Checksum checksum = new Checksum();
    private final StoredMessage message = new StoredMessage();
    // Written by the engine thread, said and forgotten by the file thread.
    private volatile String finding;
    private ChannelIndex channel;
    private boolean isRecord;
    private int length;
    private boolean isLive;

    LiveRecords(final StoreContext context)
    {
        this.context = context;
    }

    /**
     * Look at what lies at an offset.
     *
     * @param log    whose channels know what lives.
     * @param source to walk over.
     * @param offset of a record, or of something of Chronicle's.
     * @return offset behind it, or {@link #DAMAGED}.
     */
    int next(final MessageLog log, final Segment source, final int offset)
    {
        final int header = source.buffer().getInt(offset);
        final int recordOffset = offset + RecordLayout.EXCERPT_HEADER_LENGTH;
        length = header & RecordLayout.LENGTH_MASK;
        if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 || length > source.usedLength() - recordOffset)
        {
            return damaged(source, offset);
        }
        isRecord = (header & RecordLayout.META_DATA) == 0;
        isLive = false;
        if (isRecord)
        {
            message.wrap(source.buffer(), recordOffset, length);
            if (length < RecordLayout.FIXED_LENGTH || !RecordLayout.isIntact(checksum, message))
            {
                return damaged(source, offset);
            }
            isLive = isLive(log, source, recordOffset);
        }
        else if (RecordLayout.isLikeRecord(source.buffer(), recordOffset, length))
        {
            return damaged(source, offset);
        }
        return RecordLayout.align(recordOffset + length);
    }

    private boolean isLive(final MessageLog log, final Segment source, final int recordOffset)
    {
        final StoreRecordDecoder decoder = message.decoder();
        channel = log.channel(decoder.channelId());
        final long location = ((long) source.number() << 32) | recordOffset;
        return channel != null && channel.epoch() == decoder.epoch() && channel.location(decoder
            .sequence()) == location;
    }

    /**
     * All of a segment has been copied, and yet a message lives in it: a damage has hidden its record. When there is
     * none, the segment stays as it is, as on every other member.
     *
     * @param source that should be empty.
     */
    void leftOver(final Segment source)
    {
        final Segment seen = source.unscanned();
        final int broken = new SegmentScanner().scan(seen, source.usedLength(), (record, offset, size) ->
        {
        });
        if (broken >= 0 || seen.count() != source.count() || seen.crc() != source.crc())
        {
            damaged(source, Math.max(0, broken));
            return;
        }
        finding = "segment " + source.file() + " has been compacted, and " + source.liveCount() +
            " messages live in it all the same: it stays; please report this";
    }

    /** Say what was found. Called by the file thread. */
    int report()
    {
        final String text = finding;
        if (text == null)
        {
            return 0;
        }
        finding = null;
        context.problems().onProblem(text);
        return 1;
    }

    /**
     * A segment is not what was written. Alone, the server leaves it as it is. A member of a cluster ends: the next
     * start, without a sidecar, reads all of it and gets it from another member.
     *
     * @param source that is damaged.
     * @param offset near which it is.
     * @return {@link #DAMAGED}, if this returns.
     */
    int damaged(final Segment source, final int offset)
    {
        source.suspect(true);
        source.leaveAlone();
        if (context.isHaltingOnDamage())
        {
            try
            {
                Files.deleteIfExists(Sidecar.path(source.file()));
            }
            catch (final IOException ex)
            {
                throw new StoreException("segment " + source.file() + " is damaged near offset " + offset +
                    ", and what describes it cannot be deleted: " + ex.getMessage(), ex);
            }
            throw new StoreDamagedException("segment " + source.file() + " is damaged near offset " + offset +
                ": its records cannot be copied; the next start reads all of it, and fetches it from another node");
        }
        return DAMAGED;
    }

    /** Whether it is a record, and nothing of Chronicle's. */
    boolean isRecord()
    {
        return isRecord;
    }

    /** Whether it is a record that is still wanted. */
    boolean isLive()
    {
        return isLive;
    }

    /** Bytes of it. */
    int length()
    {
        return length;
    }

    /** The record, when it lives. */
    StoredMessage message()
    {
        return message;
    }

    /** Index of the record's channel, when it lives. */
    ChannelIndex channel()
    {
        return channel;
    }
}
