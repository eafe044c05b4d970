package io.standfast.replication.log;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.aeron.Aeron;
import io.aeron.DirectBufferVector;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionMessageHeaderEncoder;
import io.aeron.exceptions.AeronException;

/**
 * The way out to one client of the Aeron door: what its stream does not take now waits in a queue, and when that is
 * full the client is given up. Owned by the engine thread of the leader; nothing here waits.
 * <p>
 * It has a publication of its own, which shares the buffers of the cluster's: the cluster's may not be used between two
 * entries of the log, when what waits is to be sent.
 */
final class DoorSession
{
    private static final int HEADER_LENGTH = AeronCluster.SESSION_HEADER_LENGTH;
    private static final int ADMIN_ACTION_RETRIES = 3;
    /** Tag of an event in the queue; a delivery has its subscription's id, which is greater than 0. */
    private static final long EVENT = 0;
    private static final int COUNT_OFFSET = 8;
    private static final int DELIVERY_LENGTH = 16;
    private static final long NULL_REGISTRATION = Aeron.NULL_VALUE;

    private final long sessionId;
    private final Aeron aeron;
    private final int queueCapacity;
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER_LENGTH]);
    private final DirectBufferVector headerVector = new DirectBufferVector(header, 0, HEADER_LENGTH);
    private final DirectBufferVector eventVector = new DirectBufferVector();
    private final DirectBufferVector payloadVector = new DirectBufferVector();
    private final DirectBufferVector[] vectors = {headerVector, eventVector, payloadVector};
    private long registrationId;
    private Publication publication;
    // Made when something waits for the first time.
    private ByteQueue queue;
    private String clientId = "";
    private String failure;
    private boolean isReported;
    private long refusedBytes;

    /**
     * A session whose stream is being opened.
     *
     * @param sessionId     cluster session.
     * @param channel       that the client listens to.
     * @param streamId      that the client listens to.
     * @param aeron         of the engine's container.
     * @param queueCapacity bytes that may wait, a power of two.
     */
    DoorSession(final long sessionId, final String channel, final int streamId, final Aeron aeron,
        final int queueCapacity)
    {
        this.sessionId = sessionId;
        this.aeron = aeron;
        this.queueCapacity = queueCapacity;
        new SessionMessageHeaderEncoder().wrapAndApplyHeader(header, 0, new MessageHeaderEncoder())
            .leadershipTermId(0).clusterSessionId(sessionId).timestamp(0);
        registrationId = aeron.asyncAddPublication(channel, streamId);
    }

    long sessionId()
    {
        return sessionId;
    }

    String clientId()
    {
        return clientId;
    }

    void clientId(final String value)
    {
        clientId = value;
    }

    /**
     * Why the client is given up; its session is to be closed.
     *
     * @return reason, or null.
     */
    String failure()
    {
        return failure;
    }

    void fail(final String reason)
    {
        if (failure == null)
        {
            failure = reason;
            queue = null;
        }
    }

    /**
     * Ask once whether the failure is new.
     *
     * @return true the first time.
     */
    boolean tryReport()
    {
        final boolean isNew = !isReported;
        isReported = true;
        return isNew;
    }

    boolean isWaiting()
    {
        return queue != null && !queue.isEmpty();
    }

    /** Count a publish that came although a disk is low; all their bytes so far. */
    long publishRefused(final int lengthBytes)
    {
        return refusedBytes += lengthBytes;
    }

    void forgetRefused()
    {
        refusedBytes = 0;
    }

    /**
     * Send an event; none may wait.
     *
     * @param event  that holds it.
     * @param length of it, from 0.
     * @return false when it is not sent.
     */
    boolean tryOffer(final DirectBuffer event, final int length)
    {
        return tryOffer(event, 0, length);
    }

    /**
     * Send an event with a payload that lies elsewhere: it is copied once, into the stream.
     *
     * @param event         that holds its beginning.
     * @param length        of that, from 0.
     * @param payload       that holds the payload.
     * @param payloadOffset of the payload.
     * @param payloadLength of the payload.
     * @return false when it is not sent.
     */
    boolean tryOffer(final DirectBuffer event, final int length, final DirectBuffer payload, final int payloadOffset,
        final int payloadLength)
    {
        for (int i = 0; i < ADMIN_ACTION_RETRIES && isOpen(length + payloadLength); i++)
        {
            eventVector.reset(event, 0, length);
            payloadVector.reset(payload, payloadOffset, payloadLength);
            final long result = publication.offer(vectors);
            if (result > 0 || isFinal(result))
            {
                return result > 0;
            }
        }
        return false;
    }

    /**
     * Let an event wait.
     *
     * @param event  that holds it.
     * @param length of it, from 0.
     */
    void enqueue(final DirectBuffer event, final int length)
    {
        if (claim(length))
        {
            queue.buffer().putBytes(queue.claimedOffset(), event, 0, length);
            queue.commit(EVENT);
        }
    }

    /**
     * Let a delivery wait: its body stays in the store.
     *
     * @param subscriptionId  receiver.
     * @param sequence        of the message.
     * @param redeliveryCount 0 for the first.
     */
    void enqueue(final long subscriptionId, final long sequence, final int redeliveryCount)
    {
        if (claim(DELIVERY_LENGTH))
        {
            final int offset = queue.claimedOffset();
            queue.buffer().putLong(offset, sequence);
            queue.buffer().putInt(offset + COUNT_OFFSET, redeliveryCount);
            queue.commit(subscriptionId);
        }
    }

    /**
     * Send what waits.
     *
     * @param deliveries sends a delivery.
     * @param limit      events at most.
     * @return events sent.
     */
    int drain(final Deliveries deliveries, final int limit)
    {
        int sent = 0;
        while (sent < limit && isWaiting() && trySendHead(deliveries))
        {
            queue.remove();
            sent++;
        }
        return sent;
    }

    private boolean trySendHead(final Deliveries deliveries)
    {
        final int offset = queue.headOffset();
        return queue.headTag() == EVENT ? tryOffer(queue.buffer(), offset, queue.headLength())
            : deliveries.trySend(queue.headTag(), queue.buffer().getLong(offset), queue.buffer().getInt(
                offset + COUNT_OFFSET));
    }

    void close()
    {
        queue = null;
        if (publication != null)
        {
            publication.close();
        }
        else if (registrationId != NULL_REGISTRATION)
        {
            aeron.asyncRemovePublication(registrationId);
        }
        registrationId = NULL_REGISTRATION;
        fail("closed");
    }

    private boolean claim(final int length)
    {
        if (failure != null)
        {
            return false;
        }
        if (queue == null)
        {
            queue = new ByteQueue(queueCapacity);
        }
        if (queue.tryClaim(length))
        {
            return true;
        }
        fail("it does not take what it is sent, and more than " + queue.size() + " bytes wait for it");
        return false;
    }

    private boolean tryOffer(final DirectBuffer event, final int offset, final int length)
    {
        for (int i = 0; i < ADMIN_ACTION_RETRIES && isOpen(length); i++)
        {
            final long result = publication.offer(header, 0, HEADER_LENGTH, event, offset, length);
            if (result > 0 || isFinal(result))
            {
                return result > 0;
            }
        }
        return false;
    }

    /** Whether it makes no sense to offer once more at once. */
    private boolean isFinal(final long result)
    {
        if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED)
        {
            fail("its stream is " + Publication.errorString(result));
        }
        return result != Publication.ADMIN_ACTION;
    }

    private boolean isOpen(final int length)
    {
        if (publication == null && !find())
        {
            return false;
        }
        if (HEADER_LENGTH + length > publication.maxMessageLength())
        {
            fail("a message of " + length + " bytes is longer than its stream takes, " + (publication
                .maxMessageLength() - HEADER_LENGTH));
            return false;
        }
        return true;
    }

    private boolean find()
    {
        if (registrationId == NULL_REGISTRATION)
        {
            return false;
        }
        try
        {
            publication = aeron.getPublication(registrationId);
        }
        catch (final AeronException ex)
        {
            registrationId = NULL_REGISTRATION;
            fail("its stream cannot be opened: " + ex.getMessage());
        }
        return publication != null;
    }

    /**
     * Sends a delivery that has waited.
     */
    interface Deliveries
    {
        /**
         * Send it.
         *
         * @param subscriptionId  receiver.
         * @param sequence        of the message.
         * @param redeliveryCount 0 for the first.
         * @return false when the stream does not take it; true also when there is nothing to send any more.
         */
        boolean trySend(long subscriptionId, long sequence, int redeliveryCount);
    }
}
