package io.standfast.engine;

/**
 * The engine's only way out, called on the engine thread while a command or a timer is applied. On the leader the calls
 * become events in the outbox ring, on followers and in replay they fall into {@link #NOWHERE}: whatever an
 * implementation does, the engine's state does not depend on it.
 */
public interface EngineOutput
{
    /**
     * An output that ignores everything: followers and replay.
     */
    EngineOutput NOWHERE = new SilentOutput();

    /**
     * The command has been applied.
     *
     * @param commandId of the command.
     */
    void onDone(long commandId);

    /**
     * Nothing has changed.
     *
     * @param commandId of the command.
     * @param text      for the client, verbatim (STAN-SPEC 1.14).
     */
    void onRefused(long commandId, String text);

    /**
     * A client has been registered; its {@link #onClientOpened} came before.
     *
     * @param commandId of the ConnectClient.
     * @param clientKey of the new client.
     */
    void onConnected(long commandId, long clientKey);

    /**
     * The client id is registered already: the gateway is to ask the old client whether it lives.
     *
     * @param commandId of the ConnectClient.
     * @param clientKey of the client that holds the id.
     */
    void onClientIdInUse(long commandId, long clientKey);

    /**
     * A subscription has been created or resumed; its {@link #onSubscriptionOpened} came before, its first message
     * comes after.
     *
     * @param commandId      of the Subscribe.
     * @param subscriptionId of the subscription.
     */
    void onSubscribed(long commandId, long subscriptionId);

    /**
     * One item of a batch has been refused; comes before the batch's {@link #onPublishResults}.
     *
     * @param commandId of the PublishBatch.
     * @param item      index in the batch, from 0.
     * @param text      for the client, verbatim.
     */
    void onPublishRefused(long commandId, int item, String text);

    /**
     * All items of a batch that were not refused are stored.
     *
     * @param commandId of the PublishBatch.
     * @param accepted  items stored.
     * @param refused   items refused.
     */
    void onPublishResults(long commandId, int accepted, int refused);

    /**
     * The acks of a batch have been applied.
     *
     * @param commandId of the AckBatch.
     * @param accepted  acks of pending messages.
     * @param ignored   acks of messages that were not pending.
     */
    void onAckResults(long commandId, int accepted, int ignored);

    /**
     * What an operator ordered has been applied.
     *
     * @param commandId of the command.
     * @param affected  messages removed, or pendings forgotten.
     * @param position  first sequence of the channel, or next one of the durable.
     */
    void onAdministered(long commandId, long affected, long position);

    /**
     * A client exists from now on (or, after TermOpened, still).
     *
     * @param client valid during the call.
     */
    void onClientOpened(ClientInfo client);

    /**
     * A client is gone.
     *
     * @param clientKey of the client.
     */
    void onClientClosed(long clientKey);

    /**
     * A subscription is online from now on (or, after TermOpened, still).
     *
     * @param subscription valid during the call.
     */
    void onSubscriptionOpened(SubscriptionInfo subscription);

    /**
     * A subscription is offline or gone.
     *
     * @param subscriptionId of the subscription.
     */
    void onSubscriptionClosed(long subscriptionId);

    /**
     * A message is sent to an online subscription.
     *
     * @param subscriptionId  receiver.
     * @param sequence        of the message in its channel.
     * @param location        of the record in the store, segment * 2^32 + offset.
     * @param redeliveryCount 0 for the first delivery.
     */
    void onDeliver(long subscriptionId, long sequence, long location, int redeliveryCount);

    /**
     * TermOpened has been applied: the gateway may serve.
     *
     * @param commandId        of the TermOpened.
     * @param leadershipTermId of the term.
     */
    void onGatesOpen(long commandId, long leadershipTermId);

    /**
     * A line for the operator, STAN-SPEC 9.
     *
     * @param level of the line.
     * @param text  of the line.
     */
    void onNotice(NoticeLevel level, String text);

    /**
     * What the gateway must know of a client.
     */
    interface ClientInfo
    {
        /**
         * Key of the client, unique for ever.
         *
         * @return key, greater than 0.
         */
        long clientKey();

        /**
         * Protocol of the connect request.
         *
         * @return 0 for old clients, else 1.
         */
        int protocol();

        /**
         * Client id.
         *
         * @return id as ASCII bytes.
         */
        byte[] clientId();

        /**
         * Connection id.
         *
         * @return id, empty for protocol 0.
         */
        byte[] connId();

        /**
         * Heartbeat inbox.
         *
         * @return subject.
         */
        byte[] heartbeatInbox();
    }

    /**
     * What the gateway must know of a subscription.
     */
    interface SubscriptionInfo
    {
        /**
         * Id of the subscription, unique for ever.
         *
         * @return id, greater than 0.
         */
        long subscriptionId();

        /**
         * Client of the subscription.
         *
         * @return key of the client.
         */
        long clientKey();

        /**
         * Channel of the subscription.
         *
         * @return number of the channel.
         */
        int channelId();

        /**
         * Epoch of the channel.
         *
         * @return epoch, greater than 0.
         */
        long epoch();

        /**
         * Name of the channel.
         *
         * @return name as UTF-8 bytes.
         */
        byte[] channelName();

        /**
         * Inbox of the subscription.
         *
         * @return subject.
         */
        byte[] inbox();

        /**
         * Time after which a message that is not acked is sent again.
         *
         * @return ns.
         */
        long ackWaitNs();
    }
}
