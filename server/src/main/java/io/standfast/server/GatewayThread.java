package io.standfast.server;

import io.standfast.nats.gateway.GatewayAgent;
import io.standfast.nats.gateway.LinkIdleStrategy;
import io.standfast.nats.link.NatsLink;
import io.standfast.replication.AgentThreads;
import io.standfast.replication.GatewayTurn;
import io.standfast.replication.Node;
import io.standfast.replication.log.Outbox;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;

/**
 * Whose thread the gateway runs on: one of its own, or, where a node is alone, that of the engine. Owned by the
 * server's thread but for the gateway's turns.
 */
final class GatewayThread implements GatewayTurn, AutoCloseable
{
    private final GatewayAgent gateway;
    private final NatsLink link;
    private final ErrorHandler errorHandler;
    private final AgentInvoker invoker;
    private final AgentRunner own;
    private Node host;

    /**
     * Start the gateway on a thread of its own.
     *
     * @param gateway      that has not started.
     * @param threads      of the node.
     * @param link         that it waits on.
     * @param outbox       that rings it.
     * @param errorHandler of the gateway.
     */
    GatewayThread(final GatewayAgent gateway, final AgentThreads threads, final NatsLink link, final Outbox outbox,
        final ErrorHandler errorHandler)
    {
        this.gateway = gateway;
        this.link = link;
        this.errorHandler = errorHandler;
        invoker = new AgentInvoker(errorHandler, null, gateway);
        own = new AgentRunner(threads.idleStrategy(new LinkIdleStrategy(link, outbox, gateway::parkTimeoutNs)),
            errorHandler, null, new Own(invoker));
        AgentRunner.startOnThread(own, threads.gateway());
    }

    /**
     * From now on the engine's thread runs the gateway, where the node has one thread for all.
     *
     * @param node that runs.
     */
    void join(final Node node)
    {
        node.join(this, () -> own.close(Integer.MAX_VALUE, null));
        host = node;
    }

    @Override
    public int doWork()
    {
        return invoker.invoke();
    }

    @Override
    public void awaitWork(final long timeoutNs)
    {
        try
        {
            link.awaitWork(Math.min(timeoutNs, gateway.parkTimeoutNs()));
        }
        catch (final UncheckedIOException | ClosedSelectorException ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void close()
    {
        if (host != null)
        {
            host.part();
        }
        CloseHelper.quietCloseAll(own, invoker);
    }

    /** The runner's end is not the gateway's. */
    private record Own(AgentInvoker invoker) implements Agent
    {
        @Override
        public void onStart()
        {
            invoker.start();
        }

        @Override
        public int doWork()
        {
            return invoker.invoke();
        }

        @Override
        public String roleName()
        {
            return "gateway";
        }
    }
}
