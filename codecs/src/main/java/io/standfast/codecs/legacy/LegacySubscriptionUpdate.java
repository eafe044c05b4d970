package io.standfast.codecs.legacy;

import org.agrona.DirectBuffer;

import io.standfast.codecs.stan.ProtoReader;

/**
 * What happened to a subscription: the SubStateUpdate or SubStateDelete of a record of subs.dat. Owned by the thread of
 * its user.
 */
public final class LegacySubscriptionUpdate
{
    private static final int ID_TAG = 1 << 3 | ProtoReader.VARINT;
    private static final int SEQUENCE_TAG = 2 << 3 | ProtoReader.VARINT;

    private final ProtoReader reader = new ProtoReader();
    private long id;
    private long sequence;

    /**
     * Read a record's payload. Nothing but the two fields may be there: the record's type is not covered by its
     * checksum, and this tells a subscription from what happens to one.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return false when it is no update.
     */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        id = 0;
        sequence = 0;
        boolean isKnown = true;
        reader.wrap(buffer, offset, length);
        for (int tag = reader.nextTag(); tag != ProtoReader.END; tag = reader.nextTag())
        {
            switch (tag)
            {
                case ID_TAG -> id = reader.varint();
                case SEQUENCE_TAG -> sequence = reader.varint();
                default -> {
                    isKnown = false;
                    reader.skip(tag);
                }
            }
        }
        return isKnown && !reader.isMalformed() && id != 0;
    }

    /**
     * Subscription.
     *
     * @return id in its channel.
     */
    public long id()
    {
        return id;
    }

    /**
     * Message that was sent or acked.
     *
     * @return sequence, 0 when the subscription is removed.
     */
    public long sequence()
    {
        return sequence;
    }
}
