package io.standfast.replication.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/**
 * Content of the IDENTITY file: text, so that a person can read it, with a checksum in its last line. Immutable.
 *
 * @param clusterId   name of the cluster.
 * @param incarnation of the cluster, drawn when it was formed.
 * @param stamp       that IDENTITY, cluster, archive and store share: they are one unit.
 * @param state       of the node.
 * @param startCount  starts so far.
 */
public record Identity(String clusterId, long incarnation, long stamp, IdentityState state, long startCount)
{
    private static final int LINES = 6;

    /**
     * This identity in another state.
     *
     * @param next state.
     * @return identity.
     */
    public Identity with(final IdentityState next)
    {
        return new Identity(clusterId, incarnation, stamp, next, startCount);
    }

    /**
     * This identity after one more start.
     *
     * @return identity.
     */
    public Identity started()
    {
        return new Identity(clusterId, incarnation, stamp, state, startCount + 1);
    }

    byte[] encode()
    {
        final String body = "cluster " + clusterId + "\nincarnation " + Long.toHexString(incarnation) + "\nstamp " +
            Long.toHexString(stamp) + "\nstate " + state + "\nstarts " + startCount + "\n";
        return (body + "crc " + crc(body) + "\n").getBytes(UTF_8);
    }

    static Identity decode(final byte[] content)
    {
        final String text = new String(content, UTF_8);
        final String[] lines = text.split("\n");
        final int crcBegin = text.lastIndexOf("crc ");
        if (lines.length != LINES || crcBegin < 0 ||
            !lines[LINES - 1].equals("crc " + crc(text.substring(0, crcBegin))))
        {
            throw new NodeRefusedException("checksum of IDENTITY is wrong");
        }
        return new Identity(value(lines[0]), Long.parseUnsignedLong(value(lines[1]), 16),
            Long.parseUnsignedLong(value(lines[2]), 16), IdentityState.valueOf(value(lines[3])),
            Long.parseLong(value(lines[4])));
    }

    private static String value(final String line)
    {
        return line.substring(line.indexOf(' ') + 1);
    }

    private static String crc(final String body)
    {
        final CRC32C crc = new CRC32C();
        crc.update(body.getBytes(UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
