package io.standfast.engine;

import io.standfast.engine.store.MessageLog;

/**
 * All parts of the engine that hold state.
 *
 * @param clock         engine time.
 * @param deadlines     of everything.
 * @param clients       registered clients.
 * @param channels      channels and limits.
 * @param subscriptions online subscriptions.
 * @param dispatcher    backlog.
 * @param terms         term and command window.
 * @param features      rules that are followed.
 * @param log           the message store.
 * @param policies      what policies have in common.
 */
record EngineState(EngineClock clock, DeadlineHeap deadlines, Clients clients, Channels channels,
    Subscriptions subscriptions, Dispatcher dispatcher, TermHandler terms, FeatureLevel features, MessageLog log,
    PolicyState policies)
{
}
