package io.standfast.nats.gateway;

import java.util.concurrent.CompletableFuture;

/**
 * A command that is not a batch and waits for its reply.
 *
 * @param kind    of the command.
 * @param reply   subject of the client that waits, empty for none.
 * @param attempt the connect, null for other kinds.
 * @param outcome for the operator that waits, null for other kinds.
 */
record PendingRequest(RequestKind kind, byte[] reply, ConnectAttempt attempt, CompletableFuture<AdminOutcome> outcome)
{
    private static final byte[] NOBODY = new byte[0];
    static final PendingRequest HEALTH = new PendingRequest(RequestKind.HEALTH, NOBODY, null);
    static final PendingRequest PROPOSAL = new PendingRequest(RequestKind.PROPOSAL, NOBODY, null);

    PendingRequest(final RequestKind kind, final byte[] reply, final ConnectAttempt attempt)
    {
        this(kind, reply, attempt, null);
    }

    static PendingRequest admin(final CompletableFuture<AdminOutcome> outcome)
    {
        return new PendingRequest(RequestKind.ADMIN, NOBODY, null, outcome);
    }
}
