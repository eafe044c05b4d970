package io.standfast.nats.link.listener;

/**
 * What a {@link FrameParser} finds, on the gateway thread.
 */
interface FrameHandler
{
    /**
     * CONNECT.
     *
     * @param connection that sent it.
     * @param options    of the line.
     * @return false when the client may not come in; it has been told.
     */
    boolean onConnect(Connection connection, ConnectOptions options);

    /**
     * PING.
     *
     * @param connection that sent it.
     */
    void onPing(Connection connection);

    /**
     * SUB.
     *
     * @param connection that sent it.
     * @param interest   new.
     * @return false when the client may not; it has been told.
     */
    boolean onSubscribe(Connection connection, Interest interest);

    /**
     * UNSUB.
     *
     * @param connection that sent it.
     * @param sid        of the subscription.
     * @param max        messages after which it ends, 0 for now.
     */
    void onUnsubscribe(Connection connection, String sid, int max);

    /**
     * PUB or HPUB.
     *
     * @param connection  that sent it.
     * @param publication valid during the call.
     */
    void onPublish(Connection connection, Publication publication);
}
