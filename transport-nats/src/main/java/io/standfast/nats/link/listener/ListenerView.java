package io.standfast.nats.link.listener;

import java.util.List;

import io.standfast.nats.link.listener.ConnectionView.Traffic;

/**
 * What a listener does, and for whom. Immutable.
 *
 * @param connections      in the order in which they came.
 * @param totalConnections that ever came.
 * @param traffic          of all connections, those that are gone, too.
 * @param slowConsumers    connections that were closed because they did not read.
 * @param interests        subscriptions of all connections and of the gateway.
 */
public record ListenerView(List<ConnectionView> connections, long totalConnections, Traffic traffic,
    long slowConsumers, int interests)
{
}
