package io.standfast.engine.store;

import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * Walks over the records of a segment and tells those that live from the others. Owned by the engine thread.
 */
final class LiveRecords
{
    private final StoredMessage message = new StoredMessage();
    private ChannelIndex channel;
    private int length;
    private boolean isLive;

    /**
     * Look at what lies at an offset.
     *
     * @param log    whose channels know what lives.
     * @param source to walk over.
     * @param offset of a record, or of something of Chronicle's.
     * @return offset behind it.
     */
    int next(final MessageLog log, final Segment source, final int offset)
    {
        final int header = source.buffer().getInt(offset);
        final int recordOffset = offset + RecordLayout.EXCERPT_HEADER_LENGTH;
        length = header & RecordLayout.LENGTH_MASK;
        if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 || length > source.usedLength() - recordOffset)
        {
            throw new StoreDamagedException("segment " + source.file() + " is damaged near offset " + offset +
                ": its records cannot be copied");
        }
        isLive = (header & RecordLayout.META_DATA) == 0 && length >= RecordLayout.FIXED_LENGTH &&
            isLive(log, source, recordOffset);
        return RecordLayout.align(recordOffset + length);
    }

    private boolean isLive(final MessageLog log, final Segment source, final int recordOffset)
    {
        message.wrap(source.buffer(), recordOffset, length);
        final StoreRecordDecoder decoder = message.decoder();
        channel = log.channel(decoder.channelId());
        final long location = ((long) source.number() << 32) | recordOffset;
        return channel != null && channel.epoch() == decoder.epoch() && channel.location(decoder
            .sequence()) == location;
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
