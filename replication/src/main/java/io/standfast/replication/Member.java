package io.standfast.replication;

import java.util.List;

/**
 * A member of a cluster and its ten consecutive ports. Immutable.
 *
 * @param memberId place in the list of members, which is sorted by name and the same everywhere.
 * @param name     of the node.
 * @param host     that the others reach it at.
 * @param basePort first of its ports.
 */
public record Member(int memberId, String name, String host, int basePort)
{
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int CONSENSUS_STREAM_BASE = 109;
    private static final int CONSENSUS_STREAM_MASK = 0xFFFFF;
    private static final int INGRESS = 0;
    private static final int CONSENSUS = 1;
    private static final int LOG = 2;
    private static final int CATCHUP = 3;
    private static final int ARCHIVE = 4;
    private static final int PEER = 5;
    private static final int SEED = 6;
    private static final int RELAY = 7;

    /**
     * Where consensus messages go.
     *
     * @return host and port.
     */
    public String consensusEndpoint()
    {
        return endpoint(CONSENSUS);
    }

    /**
     * Where the archive takes requests.
     *
     * @return host and port.
     */
    public String archiveEndpoint()
    {
        return endpoint(ARCHIVE);
    }

    /**
     * Where the other members talk to this one beside the log.
     *
     * @return host and port.
     */
    public String peerEndpoint()
    {
        return endpoint(PEER);
    }

    /**
     * Where a copy of the log arrives while this member is being seeded.
     *
     * @return host and port.
     */
    public String seedEndpoint()
    {
        return endpoint(SEED);
    }

    /**
     * Port on which relayed clients are taken.
     *
     * @return port.
     */
    public int relayPort()
    {
        return basePort + RELAY;
    }

    /**
     * Stream of the consensus messages: those of another incarnation, or of members that leave out other entries,
     * cannot even arrive.
     *
     * @param incarnation of the cluster.
     * @param leftOut     entries of the log that the member leaves out.
     * @return stream id.
     */
    public static int consensusStreamId(final long incarnation, final List<Long> leftOut)
    {
        final long mixed = leftOut.isEmpty() ? incarnation : incarnation ^ leftOut.hashCode() * MIX;
        return CONSENSUS_STREAM_BASE + (int) (mixed & CONSENSUS_STREAM_MASK);
    }

    /**
     * What Aeron Cluster wants to know of all members.
     *
     * @param members in the order of their ids.
     * @return its format.
     */
    static String endpoints(final List<Member> members)
    {
        final StringBuilder text = new StringBuilder();
        for (final Member member : members)
        {
            text.append(member.memberId);
            for (final int port : new int[]{INGRESS, CONSENSUS, LOG, CATCHUP, ARCHIVE})
            {
                text.append(',').append(member.endpoint(port));
            }
            text.append('|');
        }
        return text.toString();
    }

    private String endpoint(final int port)
    {
        return host + ":" + (basePort + port);
    }
}
