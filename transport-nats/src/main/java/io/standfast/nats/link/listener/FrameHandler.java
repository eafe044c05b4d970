package io.standfast.nats.link.listener;

/**
 * What a {@link FrameParser} finds, on the gateway thread.
 */
interface FrameHandler
{
    /**
     * Whether a connection must say who it is before anything else and has not.
     *
     * @param connection that sent something else.
     * @return true if so; it has been told.
     */
    boolean isStranger(Connection connection);

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
     */
    void onSubscribe(Connection connection, Interest interest);

    /**
     * SUB with a subject that is none.
     *
     * @param connection that sent it.
     */
    void onInvalidSubject(Connection connection);

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
