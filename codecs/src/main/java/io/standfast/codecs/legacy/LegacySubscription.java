package io.standfast.codecs.legacy;

import org.agrona.DirectBuffer;

import io.standfast.codecs.stan.ProtoReader;

/**
 * A subscription's state: the SubState of a record of subs.dat. Immutable.
 *
 * @param id          in its channel.
 * @param clientId    of its client.
 * @param queueGroup  of a member, as it is stored: {@code durable:group} when the group is durable.
 * @param inbox       where its messages went.
 * @param maxInFlight messages that may be unacked.
 * @param ackWaitS    seconds until a message is sent again.
 * @param durableName of a durable that is no member.
 * @param lastSent    highest sequence sent when the record was written.
 * @param isDurable   whether it outlives its client.
 * @param isClosed    whether it had no client.
 */
public record LegacySubscription(long id, byte[] clientId, byte[] queueGroup, byte[] inbox, int maxInFlight,
    int ackWaitS, byte[] durableName, long lastSent, boolean isDurable, boolean isClosed)
{
    /** Type of a record that adds a subscription. */
    public static final int TYPE_NEW = 1;
    /** Type of a record that replaces a subscription's state. */
    public static final int TYPE_UPDATE = 2;
    /** Type of a record that removes a subscription. */
    public static final int TYPE_DELETE = 3;
    /** Type of a record that says that a message was acked. */
    public static final int TYPE_ACK = 4;
    /** Type of a record that says that a message was sent. */
    public static final int TYPE_SENT = 5;

    private static final int FIELD_SHIFT = 3;
    private static final int FIELDS = 12;

    /**
     * Read a record of type {@link #TYPE_NEW} or {@link #TYPE_UPDATE}.
     *
     * @param buffer that holds its payload.
     * @param offset of it.
     * @param length of it.
     * @return state, or null when it is none.
     */
    public static LegacySubscription read(final DirectBuffer buffer, final int offset, final int length)
    {
        final ProtoReader reader = new ProtoReader();
        final long[] fields = new long[FIELDS];
        reader.wrap(buffer, offset, length);
        for (int tag = reader.nextTag(); tag != ProtoReader.END; tag = reader.nextTag())
        {
            final int field = tag >>> FIELD_SHIFT;
            if (field >= FIELDS)
            {
                reader.skip(tag);
            }
            else if (tag == wireTag(field))
            {
                fields[field] = isName(field) ? reader.bytes() : reader.varint();
            }
            else
            {
                reader.skip(tag);
            }
        }
        return reader.isMalformed() || fields[1] == 0 || fields[2] == ProtoReader.EMPTY_SLICE ? null
            : new LegacySubscription(fields[1], reader.bytesAt(fields[2]), reader.bytesAt(fields[3]),
                reader.bytesAt(fields[4]), (int) fields[6], (int) fields[7], reader.bytesAt(fields[8]), fields[9],
                fields[10] != 0, fields[11] != 0);
    }

    private static int wireTag(final int field)
    {
        return field << FIELD_SHIFT | (isName(field) ? ProtoReader.LENGTH_DELIMITED : ProtoReader.VARINT);
    }

    private static boolean isName(final int field)
    {
        return field >= 2 && field <= 5 || field == 8;
    }
}
