package io.standfast.nats.gateway;

/**
 * What hears both of requests and of events.
 *
 * @param gates      of the gateway.
 * @param heartbeats of the clients.
 * @param connects   with their checks of duplicates.
 * @param subscribes of the clients.
 * @param deliveries to the subscriptions.
 */
record GatewayServices(Gates gates, Heartbeats heartbeats, ConnectAdapter connects, SubscribeAdapter subscribes,
    DeliveryPublisher deliveries)
{
    static GatewayServices of(final GatewayParts parts, final GatewayContext context)
    {
        final Heartbeats heartbeats = new Heartbeats(parts, context);
        final ConnectAdapter connects = new ConnectAdapter(parts, context);
        final DeliveryPublisher deliveries = new DeliveryPublisher(parts, context);
        final Gates gates = new Gates(parts, context, () ->
        {
            heartbeats.clear();
            connects.clear();
            deliveries.clear();
        });
        return new GatewayServices(gates, heartbeats, connects,
            new SubscribeAdapter(parts), deliveries);
    }
}
