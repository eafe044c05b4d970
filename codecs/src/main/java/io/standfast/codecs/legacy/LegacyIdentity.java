package io.standfast.codecs.legacy;

import java.nio.charset.StandardCharsets;

import org.agrona.DirectBuffer;

import io.standfast.codecs.stan.ProtoReader;

/**
 * Who a server or a client is: of ServerInfo, ClientInfo and ClientDelete the names that are of use to another server.
 * Immutable.
 *
 * @param id     cluster id of a server, client id of a client.
 * @param nodeId of a server that was a member of a cluster, else empty; without meaning for a client.
 */
public record LegacyIdentity(String id, String nodeId)
{
    /** Type of a record that adds a client. */
    public static final int CLIENT_NEW = 1;
    /** Type of a record that removes a client. */
    public static final int CLIENT_DELETE = 2;

    private static final int ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int NODE_ID_TAG = 9 << 3 | ProtoReader.LENGTH_DELIMITED;

    /**
     * Read a record's payload.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return identity, or null when there is none.
     */
    public static LegacyIdentity read(final DirectBuffer buffer, final int offset, final int length)
    {
        final ProtoReader reader = new ProtoReader();
        long id = ProtoReader.EMPTY_SLICE;
        long nodeId = ProtoReader.EMPTY_SLICE;
        reader.wrap(buffer, offset, length);
        for (int tag = reader.nextTag(); tag != ProtoReader.END; tag = reader.nextTag())
        {
            switch (tag)
            {
                case ID_TAG -> id = reader.bytes();
                case NODE_ID_TAG -> nodeId = reader.bytes();
                default -> reader.skip(tag);
            }
        }
        return reader.isMalformed() || id == ProtoReader.EMPTY_SLICE ? null
            : new LegacyIdentity(text(reader, id), text(reader, nodeId));
    }

    private static String text(final ProtoReader reader, final long slice)
    {
        return new String(reader.bytesAt(slice), StandardCharsets.UTF_8);
    }
}
