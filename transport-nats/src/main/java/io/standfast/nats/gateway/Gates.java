package io.standfast.nats.gateway;

import java.util.concurrent.TimeUnit;

import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.CommandPublisher;
import io.standfast.replication.log.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether clients are served: only while this node leads and the engine has applied its TermOpened. When
 * leadership, the way into the log or events are lost, all subjects are taken back and everything is forgotten; the
 * next TermOpened announces again what is online. Owned by the gateway thread.
 */
final class Gates
{
    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

    private static final long PROPOSE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final GatewayParts parts;
    private final GatewayContext context;
    private final CommandPublisher commands;
    private final NatsLink link;
    private final Outbox outbox;
    private final Runnable forget;

    private GatewayState state = GatewayState.FOLLOWING;
    private long termId = GatewayContext.NULL_TERM_ID;
    private long termOpenedId;
    private long deadlineNs;
    private boolean isReadyDue;
    private long proposeNs;
    private boolean areLimitsProposed;
    private long proposedHash;
    private int levelProposed;
    private boolean arePoliciesProposed;
    private long proposedPolicies;
    private Held heldProposed = Held.UNKNOWN;

    /**
     * What the log says of dead letters.
     */
    private enum Held
    {
        /** Another leader may have said anything. */
        UNKNOWN,
        /** They wait until the disk has room. */
        YES,
        /** They go their way. */
        NO
    }

    /**
     * Closed gates.
     *
     * @param forget clears what the parts do not hold.
     */
    Gates(final GatewayParts parts, final GatewayContext context, final Runnable forget)
    {
        this.parts = parts;
        this.context = context;
        this.commands = parts.commands();
        this.link = context.link();
        this.outbox = context.outbox();
        this.forget = forget;
    }

    int doWork(final long nowNs)
    {
        final long leadingTermId = context.leadershipTermId().getAsLong();
        final boolean mustLeave = leadingTermId != termId || outbox.isOverrun();
        switch (state)
        {
            case FOLLOWING :
                return leadingTermId == GatewayContext.NULL_TERM_ID ? 0 : open(leadingTermId, nowNs);

            case OPENING :
                return mustLeave || nowNs - deadlineNs >= 0 ? leave() : 0;

            case SERVING :
                return mustLeave ? leave() : reportReady() + propose(nowNs);
        }
        throw new IllegalStateException("unknown state: " + state);
    }

    /**
     * TermOpened has been applied; what is online has been announced.
     */
    void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        if (state != GatewayState.OPENING || commandId != termOpenedId || leadershipTermId != termId)
        {
            return;
        }
        commands.onReply();
        state(GatewayState.SERVING);
        link.subscribe(parts.ackInboxes().wildcard());
        link.subscribe(parts.heartbeatInboxes().wildcard());
        parts.subjects().all().forEach(link::subscribe);
        areLimitsProposed = false;
        levelProposed = 0;
        arePoliciesProposed = false;
        heldProposed = Held.UNKNOWN;
        proposeNs = context.clock().nanoTime();
        propose(proposeNs);
        isReadyDue = true;
        reportReady();
    }

    /**
     * The engine does not want this TermOpened; another follows when the time is up.
     */
    void onRefused(final long commandId, final String text)
    {
        if (state == GatewayState.OPENING && commandId == termOpenedId)
        {
            LOG.warn("TermOpened of term {} was refused: {}", termId, text);
        }
    }

    boolean isServing()
    {
        return state == GatewayState.SERVING;
    }

    /**
     * Whether what the engine announces is to be kept.
     */
    boolean isAnnounced()
    {
        return state != GatewayState.FOLLOWING;
    }

    /**
     * Ready is who can be reached: a broker that is not there yet is waited for.
     */
    private int reportReady()
    {
        if (!isReadyDue || !link.isUp())
        {
            return 0;
        }
        isReadyDue = false;
        context.onReady().run();
        return 1;
    }

    /**
     * Once a term, and after a change, as soon as the members agree.
     */
    private int propose(final long nowNs)
    {
        if (nowNs - proposeNs < 0 || !commands.isReady())
        {
            return 0;
        }
        proposeNs = nowNs + PROPOSE_INTERVAL_NS;
        final Proposals proposals = context.proposals();
        final long configurationHash = proposals.configurationHash();
        if ((!areLimitsProposed || configurationHash != proposedHash) && proposals.areLimitsAgreed())
        {
            areLimitsProposed = true;
            proposedHash = configurationHash;
            parts.pendingRequests().add(commands.configureLimits(proposals::writeLimits), PendingRequest.PROPOSAL);
        }
        final int level = proposals.featureLevel();
        if (level > levelProposed)
        {
            levelProposed = level;
            LOG.info("All nodes follow feature level {}: the state is raised to it", level);
            parts.pendingRequests().add(commands.featureLevel(level), PendingRequest.PROPOSAL);
        }
        if (proposals.hasPolicies(levelProposed))
        {
            proposePolicies(proposals, configurationHash);
        }
        return 1;
    }

    private void proposePolicies(final Proposals proposals, final long configurationHash)
    {
        if ((!arePoliciesProposed || configurationHash != proposedPolicies) && proposals.areLimitsAgreed())
        {
            arePoliciesProposed = true;
            proposedPolicies = configurationHash;
            parts.pendingRequests().add(commands.configurePolicies(proposals::writePolicies), PendingRequest.PROPOSAL);
        }
        final Held held = context.diskLow().getAsBoolean() || context.stateSplit().getAsBoolean() ? Held.YES : Held.NO;
        if (held != heldProposed)
        {
            heldProposed = held;
            parts.pendingRequests().add(commands.holdDeadLetters(held == Held.YES), PendingRequest.PROPOSAL);
        }
    }

    private int open(final long leadingTermId, final long nowNs)
    {
        if (outbox.isOverrun())
        {
            if (!outbox.isEmpty())
            {
                return 0;
            }
            outbox.clearOverrun();
        }
        termId = leadingTermId;
        termOpenedId = commands.termOpened(termId, context.wallClock().nanoTime(), context.proposals()
            .configurationHash());
        deadlineNs = nowNs + context.termOpenedTimeoutNs();
        state(GatewayState.OPENING);
        return 1;
    }

    private int leave()
    {
        if (outbox.isOverrun())
        {
            context.counters().overruns().increment();
            LOG.warn("The engine's events overran the gateway: it enters again");
        }
        if (state == GatewayState.SERVING)
        {
            parts.subjects().all().forEach(link::unsubscribe);
            link.unsubscribe(parts.ackInboxes().wildcard());
            link.unsubscribe(parts.heartbeatInboxes().wildcard());
        }
        commands.reset();
        parts.pendingRequests().clear();
        parts.pendingPublishes().clear();
        parts.clients().clear();
        parts.subscriptions().clear();
        context.counters().clients().set(0);
        context.counters().subscriptions().set(0);
        forget.run();
        isReadyDue = false;
        state(GatewayState.FOLLOWING);
        return 1;
    }

    private void state(final GatewayState next)
    {
        assert state.canBecome(next) : state + " -> " + next;
        LOG.debug("gateway {} -> {} term {}", state, next, termId);
        context.counters().state().setRelease(next.code());
        state = next;
    }
}
