package io.standfast.replication.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.codecs.peer.PeerStatusDecoder;
import io.standfast.codecs.peer.PeerStatusEncoder;
import io.standfast.replication.identity.IdentityState;

/**
 * What a member says of itself. Immutable.
 *
 * @param clusterId  name of the cluster.
 * @param memberId   of the member.
 * @param name       of the member.
 * @param identity   who it is and in which state.
 * @param term       what it knows of leadership.
 * @param log        what it has of the log.
 * @param digest     of its last snapshot.
 * @param build      what it can, and is set to.
 * @param ports      that it has bound.
 * @param phase      what it is doing, one line for people.
 * @param remembered what it knows of the others.
 * @param leftOut    positions of the log's entries that it does not apply, ascending.
 */
public record PeerStatus(String clusterId, int memberId, String name, Self identity, Term term, Log log,
    Digest digest, Build build, Ports ports, String phase, List<Remembered> remembered, List<Long> leftOut)
{
    /** Nobody. */
    public static final int NO_MEMBER = -1;
    /** No leadership term. */
    public static final long NO_TERM = -1;
    /** No position. */
    public static final long NO_POSITION = -1;

    /**
     * Ports that a member has bound.
     *
     * @param client          of its listener, 0 for none.
     * @param monitor         of its pages, 0 for none.
     * @param isMonitorSecure whether its pages are https.
     */
    public record Ports(int client, int monitor, boolean isMonitorSecure)
    {
        /** None. */
        public static final Ports NONE = new Ports(0, 0, false);
    }

    /**
     * Port of its listener.
     *
     * @return port, 0 for none.
     */
    public int clientPort()
    {
        return ports.client;
    }

    /**
     * Identity.
     *
     * @param incarnation of the cluster, 0 for none.
     * @param state       of the data.
     * @param startCount  starts of this data so far.
     * @param isRunning   whether its consensus module takes part.
     * @param isDiskLow   whether its disk has less than the reserve.
     * @param isDiskFull  whether its disk has no room for a snapshot.
     */
    public record Self(long incarnation, IdentityState state, long startCount, boolean isRunning, boolean isDiskLow,
        boolean isDiskFull)
    {
        /**
         * With room for a snapshot.
         *
         * @param incarnation of the cluster, 0 for none.
         * @param state       of the data.
         * @param startCount  starts of this data so far.
         * @param isRunning   whether its consensus module takes part.
         * @param isDiskLow   whether its disk has less than the reserve.
         */
        public Self(final long incarnation, final IdentityState state, final long startCount, final boolean isRunning,
            final boolean isDiskLow)
        {
            this(incarnation, state, startCount, isRunning, isDiskLow, false);
        }
    }

    /**
     * Leadership.
     *
     * @param leaderId         member that leads, or {@link #NO_MEMBER}.
     * @param leadershipTermId or -1.
     * @param isServing        whether its gates are open.
     * @param isElecting       whether it follows nobody and does not lead: what is committed does not reach it.
     */
    public record Term(int leaderId, long leadershipTermId, boolean isServing, boolean isElecting)
    {
        /**
         * Of a member that leads or follows.
         *
         * @param leaderId         member that leads, or {@link #NO_MEMBER}.
         * @param leadershipTermId or -1.
         * @param isServing        whether its gates are open.
         */
        public Term(final int leaderId, final long leadershipTermId, final boolean isServing)
        {
            this(leaderId, leadershipTermId, isServing, false);
        }
    }

    /**
     * Log.
     *
     * @param start  first position that is still there.
     * @param end    recorded so far, {@link #NO_POSITION} when there is no log.
     * @param commit known to be committed, {@link #NO_POSITION} when not running.
     * @param term   leadership term of its last entries, {@link #NO_TERM} when it is not known.
     */
    public record Log(long start, long end, long commit, long term)
    {
        /**
         * A log of an unknown term.
         *
         * @param start  first position that is still there.
         * @param end    recorded so far, {@link #NO_POSITION} when there is no log.
         * @param commit known to be committed, {@link #NO_POSITION} when not running.
         */
        public Log(final long start, final long end, final long commit)
        {
            this(start, end, commit, NO_TERM);
        }
    }

    /**
     * Digest of a snapshot.
     *
     * @param position of the snapshot, {@link #NO_POSITION} for none.
     * @param value    equal on all members for the same position.
     */
    public record Digest(long position, long value)
    {
    }

    /**
     * What a member can, what it is set to, and what its clock says.
     *
     * @param configurationHash equal on members with the same limits.
     * @param supportedLevel    highest feature level that it follows.
     * @param appliedLevel      feature level of its state, 0 when it is not known.
     * @param wallClockMs       Unix ms when it said this.
     * @param keyCheck          equal on members with the same key of the encryption at rest, 0 without one.
     * @param memberList        whom it takes for members ({@link MemberLists}), empty when it does not say.
     */
    public record Build(long configurationHash, int supportedLevel, int appliedLevel, long wallClockMs, long keyCheck,
        String memberList)
    {
        /**
         * Without a list of members.
         *
         * @param configurationHash equal on members with the same limits.
         * @param supportedLevel    highest feature level that it follows.
         * @param appliedLevel      feature level of its state, 0 when it is not known.
         * @param wallClockMs       Unix ms when it said this.
         * @param keyCheck          equal on members with the same key of the encryption at rest, 0 without one.
         */
        public Build(final long configurationHash, final int supportedLevel, final int appliedLevel,
            final long wallClockMs, final long keyCheck)
        {
            this(configurationHash, supportedLevel, appliedLevel, wallClockMs, keyCheck, "");
        }

        /**
         * Without a key.
         *
         * @param configurationHash equal on members with the same limits.
         * @param supportedLevel    highest feature level that it follows.
         * @param appliedLevel      feature level of its state, 0 when it is not known.
         * @param wallClockMs       Unix ms when it said this.
         */
        public Build(final long configurationHash, final int supportedLevel, final int appliedLevel,
            final long wallClockMs)
        {
            this(configurationHash, supportedLevel, appliedLevel, wallClockMs, 0);
        }

        /**
         * The same with a list of members.
         *
         * @param list whom it takes for members.
         * @return build.
         */
        public Build of(final String list)
        {
            return new Build(configurationHash, supportedLevel, appliedLevel, wallClockMs, keyCheck, list);
        }
    }

    /**
     * What a member knows of another one.
     *
     * @param memberId   of the other one.
     * @param startCount highest that it said.
     * @param logEnd     highest position that it said is committed.
     */
    public record Remembered(int memberId, long startCount, long logEnd)
    {
    }

    /**
     * Write it.
     *
     * @param buffer to write to.
     * @return bytes.
     */
    int encode(final MutableDirectBuffer buffer)
    {
        final PeerStatusEncoder encoder = new PeerStatusEncoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderEncoder());
        encoder.incarnation(identity.incarnation).startCount(identity.startCount).leadershipTermId(
            term.leadershipTermId).commitPosition(log.commit).logStart(log.start).logEnd(log.end).digestPosition(
                digest.position)
            .digest(digest.value).configurationHash(build.configurationHash).supportedLevel(build.supportedLevel)
            .appliedLevel(build.appliedLevel).wallClockMs(build.wallClockMs).memberId(memberId).leaderId(term.leaderId)
            .clientPort(ports.client).monitorPort(ports.monitor)
            .monitorSecure((short) (ports.isMonitorSecure ? 1 : 0)).keyCheck(build.keyCheck)
            .state((short) identity.state.code()).running((short) (identity.isRunning ? 1 : 0))
            .serving((short) (term.isServing ? 1 : 0)).diskLow((short) (identity.isDiskLow ? 1 : 0)).logTerm(log.term)
            .diskFull((short) (identity.isDiskFull ? 1 : 0)).electing((short) (term.isElecting ? 1 : 0));
        final PeerStatusEncoder.RememberedEncoder group = encoder.rememberedCount(remembered.size());
        for (final Remembered each : remembered)
        {
            group.next().memberId(each.memberId).startCount(each.startCount).logEnd(each.logEnd);
        }
        final PeerStatusEncoder.LeftOutEncoder positions = encoder.leftOutCount(leftOut.size());
        for (final Long position : leftOut)
        {
            positions.next().position(position);
        }
        encoder.clusterId(clusterId).name(name).phase(phase).memberList(build.memberList);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /**
     * Read one.
     *
     * @param buffer that holds it.
     * @param offset of its header.
     * @return status.
     */
    static PeerStatus decode(final DirectBuffer buffer, final int offset)
    {
        final PeerStatusDecoder decoder = new PeerStatusDecoder().wrapAndApplyHeader(buffer, offset,
            new MessageHeaderDecoder());
        final Self self = new Self(decoder.incarnation(), IdentityState.of(decoder.state()), decoder.startCount(),
            decoder.running() == 1, decoder.diskLow() == 1, decoder.diskFull() == 1);
        final Term term = new Term(decoder.leaderId(), decoder.leadershipTermId(),
            decoder.serving() == 1, decoder.electing() == 1);
        // Builds before feature level 6 do not say of which term their log is.
        final Log log = new Log(decoder.logStart(), decoder.logEnd(), decoder.commitPosition(), Math.max(NO_TERM,
            decoder.logTerm()));
        final Digest digest = new Digest(decoder.digestPosition(), decoder.digest());
        final Build numbers = new Build(decoder.configurationHash(), decoder.supportedLevel(), decoder.appliedLevel(),
            decoder.wallClockMs(), keyCheck(decoder.keyCheck()));
        final int memberId = decoder.memberId();
        // Builds before feature level 4 do not say where their pages are, and older ones not whether they are https.
        final Ports ports = new Ports(decoder.clientPort(), Math.max(0, decoder.monitorPort()),
            decoder.monitorSecure() == 1);
        final List<Remembered> remembered = new ArrayList<>();
        for (final PeerStatusDecoder.RememberedDecoder each : decoder.remembered())
        {
            remembered.add(new Remembered(each.memberId(), each.startCount(), each.logEnd()));
        }
        final List<Long> leftOut = new ArrayList<>();
        for (final PeerStatusDecoder.LeftOutDecoder each : decoder.leftOut())
        {
            leftOut.add(each.position());
        }
        final byte[] clusterId = new byte[decoder.clusterIdLength()];
        decoder.getClusterId(clusterId, 0, clusterId.length);
        final byte[] name = new byte[decoder.nameLength()];
        decoder.getName(name, 0, name.length);
        final byte[] phase = new byte[decoder.phaseLength()];
        decoder.getPhase(phase, 0, phase.length);
        final byte[] list = new byte[decoder.memberListLength()];
        decoder.getMemberList(list, 0, list.length);
        return new PeerStatus(new String(clusterId, UTF_8), memberId, new String(name, UTF_8), self, term, log, digest,
            numbers.of(new String(list, UTF_8)), ports, new String(phase, UTF_8), List.copyOf(remembered),
            List.copyOf(leftOut));
    }

    /** Builds that know no encryption say nothing. */
    private static long keyCheck(final long said)
    {
        return said == PeerStatusDecoder.keyCheckNullValue() ? 0 : said;
    }

    /**
     * Who was heard, for people.
     *
     * @param heard members.
     * @return their names and states.
     */
    public static String names(final List<PeerStatus> heard)
    {
        return heard.isEmpty() ? "nobody" : heard.stream().map(each -> each.name + " (" + each.identity.state + ")")
            .collect(Collectors.joining(", "));
    }

    /**
     * What this member remembers of another.
     *
     * @param other member.
     * @return highest position that it said is committed, or {@link #NO_POSITION}.
     */
    public long rememberedEnd(final int other)
    {
        return remembered.stream().filter(each -> each.memberId == other).mapToLong(Remembered::logEnd).max().orElse(
            NO_POSITION);
    }
}
