package io.standfast.nats.gateway;

/**
 * Numbers of the gateway's own requests, each with an inbox for its answer. Owned by the gateway thread.
 */
final class RequestNumbers
{
    private final NumberedInbox inboxes;
    private long last;

    /**
     * Numbers from a time on: an answer to an earlier leader's request must not be taken for one to ours.
     */
    RequestNumbers(final NumberedInbox inboxes, final long wallClockNs)
    {
        this.inboxes = inboxes;
        this.last = Math.max(wallClockNs, NumberedInbox.NULL_NUMBER);
    }

    long next()
    {
        return ++last;
    }

    byte[] inbox(final long number)
    {
        return inboxes.subject(number);
    }
}
