package io.standfast.server.http;

import java.util.Set;
import java.util.function.Function;

import io.standfast.engine.EngineViews;
import io.standfast.engine.view.StoreView;
import io.standfast.engine.view.ViewSession;
import io.standfast.nats.link.listener.ConnectionView;
import io.standfast.nats.link.listener.ListenerView;

/**
 * Where pages get what they show. Called by the threads that answer requests; may block for a moment.
 */
public interface MonitorSource
{
    /**
     * Who the server is.
     *
     * @return facts.
     */
    ServerFacts facts();

    /**
     * Look at the engine.
     *
     * @param question what is to be seen.
     * @param <T>      of what is seen.
     * @return view.
     * @throws UnavailableException when the engine does not answer.
     */
    <T> T look(Function<EngineViews, ViewSession<T>> question);

    /**
     * Look at the store.
     *
     * @param limit most channels' limits that are wanted.
     * @return view.
     * @throws UnavailableException when the engine does not run yet.
     */
    StoreView store(int limit);

    /**
     * Look at the NATS listener.
     *
     * @param close connections whose subscriptions are wanted, the first {@link ConnectionView#INTERESTS_MAX} of each.
     * @return view.
     * @throws UnavailableException when there is none, or it does not answer.
     */
    ListenerView listener(Set<Long> close);

    /**
     * How the listener was set up.
     *
     * @return settings.
     */
    ListenerFacts listenerFacts();

    /**
     * Where acks of a subscription go.
     *
     * @param subscriptionId of it.
     * @return subject.
     */
    String ackInbox(long subscriptionId);
}
