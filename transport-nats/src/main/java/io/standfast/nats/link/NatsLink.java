package io.standfast.nats.link;

import org.agrona.DirectBuffer;

/**
 * A place where the gateway is a NATS participant: the embedded listener or a connection to a broker. Owned by the
 * gateway thread, which calls all methods but {@link #wakeup}.
 */
public interface NatsLink extends AutoCloseable
{
    /**
     * Open the link: bind the port, or begin to connect to the broker. Returns at once; the handler hears of the rest.
     *
     * @param handler for what comes in, called from {@link #doWork} only.
     */
    void open(LinkHandler handler);

    /**
     * Whether clients could reach the gateway through this link at some time.
     *
     * @return false until the port is bound or the first connection to the broker stands.
     */
    boolean isUp();

    /**
     * Subscribe. Idempotent; survives a reconnect to the broker.
     *
     * @param subject NATS subject, wildcards allowed.
     */
    void subscribe(String subject);

    /**
     * Take back a {@link #subscribe}.
     *
     * @param subject as given to subscribe.
     */
    void unsubscribe(String subject);

    /**
     * Publish one message. The buffers may be reused as soon as the call returns.
     *
     * @param subject       buffer that holds the subject.
     * @param subjectOffset of the subject.
     * @param subjectLength of the subject.
     * @param payload       buffer that holds the payload.
     * @param offset        of the payload.
     * @param length        of the payload, may be 0.
     */
    void publish(DirectBuffer subject, int subjectOffset, int subjectLength, DirectBuffer payload, int offset,
        int length);

    /**
     * Publish one message that came out of a channel, to those only who may hear that channel, as far as the link knows
     * who its clients are.
     *
     * @param channel name of the channel.
     * @param subject buffer that is exactly the subject.
     * @param payload buffer that holds the payload.
     * @param offset  of the payload.
     * @param length  of the payload.
     */
    void deliver(DirectBuffer channel, DirectBuffer subject, DirectBuffer payload, int offset, int length);

    /**
     * Whether anybody would get what is published on a subject, as far as the link knows who its clients are.
     *
     * @param subject buffer that is exactly the subject.
     * @return false only when nobody would.
     */
    default boolean isHeard(final DirectBuffer subject)
    {
        return true;
    }

    /**
     * Publish an empty request. When nobody is subscribed to the subject the handler gets a message on the reply
     * subject that says {@link LinkMessage#isNoResponders()}.
     *
     * @param subject to ask.
     * @param reply   subject of the answer; the caller is subscribed to it.
     */
    void request(byte[] subject, byte[] reply);

    /**
     * Do a bounded amount: accept, read, call the handler, write.
     *
     * @param nowNs time of the duty cycle.
     * @return amount of work done.
     */
    int doWork(long nowNs);

    /**
     * Push out what has been published and not yet been written: called once at the end of a duty cycle.
     *
     * @return amount of work done.
     */
    int flush();

    /**
     * Wait until there may be something to do.
     *
     * @param timeoutNs longest wait, ns.
     */
    void awaitWork(long timeoutNs);

    /**
     * End an {@link #awaitWork}, also one that has not begun yet. Called by any thread.
     */
    void wakeup();

    @Override
    void close();
}
