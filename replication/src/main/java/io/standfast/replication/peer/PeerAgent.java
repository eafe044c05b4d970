package io.standfast.replication.peer;

import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.Header;
import io.standfast.codecs.peer.LogIndexDecoder;
import io.standfast.codecs.peer.LogIndexRequestDecoder;
import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.PeerStatusDecoder;
import io.standfast.codecs.peer.SegmentChunkDecoder;
import io.standfast.codecs.peer.SegmentRequestDecoder;
import io.standfast.replication.Member;
import io.standfast.replication.ProcessClock;
import io.standfast.replication.identity.DataInUseException;

/**
 * Tells the other members what this one is, hears the same of them, and passes segments of the store to who asks; from
 * the first second of a start, before and without consensus. Owned by the peer thread.
 */
public final class PeerAgent implements Agent
{
    private static final Logger LOG = LoggerFactory.getLogger(PeerAgent.class);
    /** Of what members tell one another about themselves. */
    public static final int STREAM_ID = 7001;

    private static final int FRAGMENT_LIMIT = 64;
    private static final long STATUS_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String TERM = "|term-length=1m";

    private final PeerContext context;
    private final PeerBoard board;
    private final MemberClocks clocks = new MemberClocks();
    private final SegmentServer server;
    private final SegmentInbox inbox = new SegmentInbox();
    private final LogIndexExchange logIndex;
    private final ExpandableArrayBuffer statusBuffer = new ExpandableArrayBuffer(1024);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);
    private final Publication[] publications;
    private final boolean[] isForeignReported;
    private final PeerSources sources;
    private Aeron aeron;
    private Subscription subscription;
    private long statusNs;
    private int asked;

    /**
     * An agent that has not started.
     *
     * @param context of the agent.
     */
    public PeerAgent(final PeerContext context)
    {
        this.context = context;
        board = new PeerBoard(context.members().size(), SystemNanoClock.INSTANCE);
        publications = new Publication[context.members().size()];
        isForeignReported = new boolean[context.members().size()];
        sources = new PeerSources(context.members().size());
        server = new SegmentServer(context.store(), context.copyRate());
        logIndex = new LogIndexExchange(context.cluster(), context.memberId());
    }

    /**
     * What was heard.
     *
     * @return board, for any thread.
     */
    public PeerBoard board()
    {
        return board;
    }

    /**
     * The members' wall clocks.
     *
     * @return clocks, for any thread.
     */
    public MemberClocks clocks()
    {
        return clocks;
    }

    /**
     * Asks members for segments.
     *
     * @return inbox, for the thread that restores, and for the scrub's once the node is launched.
     */
    public SegmentInbox inbox()
    {
        return inbox;
    }

    /**
     * Asks a member what its recording.log holds.
     *
     * @return exchange, for the thread that restores.
     */
    public LogIndexExchange logIndex()
    {
        return logIndex;
    }

    @Override
    public String roleName()
    {
        return "peer";
    }

    /**
     * Take the port at which the others speak to this member. Called by the launching thread, before the peer thread.
     *
     * @throws DataInUseException when somebody else has the port.
     */
    public void open()
    {
        aeron = Aeron.connect(ProcessClock.client(context.aeronDirectory())
            .useConductorAgentInvoker(true).errorHandler(error -> LOG.debug("peer: {}", error.toString())));
        try
        {
            subscription = aeron.addSubscription("aeron:udp?endpoint=" + context.own().peerEndpoint(), STREAM_ID);
        }
        catch (final RegistrationException ex)
        {
            throw new DataInUseException("cannot listen at " + context.own().peerEndpoint() + ", where the other " +
                "nodes look for " + context.own().name() + " (" + ex.getMessage() + "): is a node of this name " +
                "running already, or is the address another machine's?");
        }
        for (final Member member : context.members())
        {
            if (member.memberId() != context.memberId())
            {
                publications[member.memberId()] = aeron.addPublication("aeron:udp?endpoint=" + member.peerEndpoint() +
                    TERM, STREAM_ID);
            }
        }
        statusNs = System.nanoTime();
    }

    @Override
    public int doWork()
    {
        final long nowNs = System.nanoTime();
        aeron.conductorAgentInvoker().invoke();
        asked = 0;
        final boolean isFull = subscription.poll(assembler, FRAGMENT_LIMIT) == FRAGMENT_LIMIT;
        sendStatus(nowNs);
        context.memory().doWork(nowNs);
        // After a status nothing follows: only for who copies this thread looks again at once.
        return (isFull ? 1 : 0) + asked + inbox.pollRequests(this::send) + logIndex.pollRequest(this::send) +
            server.doWork(nowNs, this::send);
    }

    @Override
    public void onClose()
    {
        server.close();
        CloseHelper.quietClose(aeron);
    }

    private void sendStatus(final long nowNs)
    {
        if (nowNs - statusNs < 0)
        {
            return;
        }
        statusNs = nowNs + STATUS_INTERVAL_NS;
        context.watch().accept(board, clocks);
        final int length = context.self().get().encode(statusBuffer);
        for (int i = 0; i < publications.length; i++)
        {
            if (publications[i] != null)
            {
                // Lost or back-pressured: the next one says the same.
                publications[i].offer(statusBuffer, 0, length);
            }
        }
    }

    private boolean send(final int memberId, final DirectBuffer buffer, final int length)
    {
        return publications[memberId].offer(buffer, 0, length) > 0;
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length, final Header aeronHeader)
    {
        header.wrap(buffer, offset);
        asked += header.templateId() == PeerStatusDecoder.TEMPLATE_ID ? 0 : 1;
        switch (header.templateId())
        {
            case PeerStatusDecoder.TEMPLATE_ID :
                onStatus(PeerStatus.decode(buffer, offset), ((Image) aeronHeader.context()).sourceIdentity());
                break;
            case SegmentRequestDecoder.TEMPLATE_ID :
                server.onRequest(buffer, offset, context.self().get().identity().incarnation());
                break;
            case SegmentChunkDecoder.TEMPLATE_ID :
                inbox.onChunk(buffer, offset);
                break;
            case LogIndexRequestDecoder.TEMPLATE_ID :
                logIndex.onRequest(buffer, offset, context.self().get(), this::send);
                break;
            case LogIndexDecoder.TEMPLATE_ID :
                logIndex.onAnswer(buffer, offset);
                break;
            default :
                LOG.debug("peer: unknown message {}", header.templateId());
        }
    }

    private void onStatus(final PeerStatus status, final String source)
    {
        final int id = status.memberId();
        if (id < 0 || id >= publications.length || id == context.memberId())
        {
            reportForeign(context.memberId(), "another node says that it is member " + id + " (" + status.name() +
                "): every node needs a name of its own (-cluster_node_id) and all the same list of members" +
                listOf(status));
        }
        else if (!status.clusterId().equals(context.clusterId()) || !status.name().equals(context.members().get(id)
            .name()))
        {
            reportForeign(id, "node " + status.name() + " of cluster \"" + status.clusterId() + "\" answers at " +
                context.members().get(id).peerEndpoint() + ", where " + context.members().get(id).name() + " of \"" +
                context.clusterId() + "\" is expected: compare -cid and -cluster_members of both" + listOf(status));
        }
        else
        {
            isForeignReported[id] = false;
            reportTwin(id, source);
            board.put(status);
            clocks.put(id, status.build().wallClockMs(), System.currentTimeMillis());
            context.memory().onStatus(status, context.self().get().identity().incarnation());
        }
    }

    private static String listOf(final PeerStatus status)
    {
        return status.build().memberList().isEmpty() ? "" : "; its list is " + status.build().memberList();
    }

    private void reportTwin(final int id, final String source)
    {
        final String other = sources.hear(id, source, System.nanoTime());
        final String text = other == null ? null : "two nodes say that they are " + context.members().get(id).name() +
            ", at " + source + " and at " + other + ": stop the one that is not at " + context.members().get(id)
                .peerEndpoint();
        if (text != null && !board.hasTwin(id))
        {
            LOG.error("{}", text);
        }
        board.twin(id, text);
    }

    private void reportForeign(final int id, final String text)
    {
        if (!isForeignReported[id])
        {
            isForeignReported[id] = true;
            LOG.error("{}", text);
        }
    }

    /**
     * A way to one member.
     */
    @FunctionalInterface
    interface Way
    {
        /**
         * Send.
         *
         * @param memberId of the receiver.
         * @param buffer   that holds the message at 0.
         * @param length   of it.
         * @return whether it went out.
         */
        boolean trySend(int memberId, DirectBuffer buffer, int length);
    }
}
