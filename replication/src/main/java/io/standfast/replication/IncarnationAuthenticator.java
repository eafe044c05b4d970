package io.standfast.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.agrona.collections.Long2ObjectHashMap;

import io.aeron.security.Authenticator;
import io.aeron.security.SessionProxy;
import io.standfast.replication.client.DoorCredentials;

/**
 * Lets in this process's gateway, whoever copies the log and shows the cluster's incarnation, and clients of the Aeron
 * door; and says in the log which of them a session is. Only the gateway has no name there: it alone knows what this
 * process drew at its start, so nobody else can send its commands. Owned by the consensus module's thread.
 */
final class IncarnationAuthenticator implements Authenticator
{
    private static final byte[] GATEWAY = new byte[0];
    private static final int ADMITTED_MAX = 4096;
    /** Longer than the consensus module waits for a session. */
    private static final long ADMITTED_MS = TimeUnit.SECONDS.toMillis(20);
    /** All of them are looked at no more often than that. */
    private static final long LOOK_INTERVAL_MS = TimeUnit.SECONDS.toMillis(1);
    private static final byte[] COPY = "copy".getBytes(US_ASCII);

    private final byte[] gateway;
    private final byte[] copy;
    private final DoorAccess door;
    private final DoorRoom room;
    private final byte[] doorPrincipal = DoorCredentials.principal();
    private final Long2ObjectHashMap<Admitted> admitted = new Long2ObjectHashMap<>();
    private long lookedMs = -LOOK_INTERVAL_MS;

    /**
     * An authenticator.
     *
     * @param incarnation of the cluster.
     * @param gateway     what only this process's gateway shows.
     * @param door        for whom it is open, or null.
     * @param room        of the door, null when it is shut.
     */
    IncarnationAuthenticator(final long incarnation, final IncarnationCredentials gateway, final DoorAccess door,
        final DoorRoom room)
    {
        this.gateway = gateway.encodedCredentials();
        this.copy = new IncarnationCredentials(incarnation).encodedCredentials();
        this.door = door;
        this.room = room;
    }

    @Override
    public void onConnectRequest(final long sessionId, final byte[] encodedCredentials, final long nowMs)
    {
        final byte[] principal = principal(encodedCredentials);
        if (principal != null)
        {
            if (admitted.size() >= ADMITTED_MAX && nowMs - lookedMs >= LOOK_INTERVAL_MS)
            {
                lookedMs = nowMs;
                // Those that never came back.
                admitted.values().removeIf(each -> nowMs - each.timeMs() > ADMITTED_MS);
            }
            if (admitted.size() < ADMITTED_MAX || principal == GATEWAY)
            {
                admitted.put(sessionId, new Admitted(principal, nowMs));
            }
        }
    }

    private byte[] principal(final byte[] credentials)
    {
        if (Arrays.equals(gateway, credentials))
        {
            return GATEWAY;
        }
        if (Arrays.equals(copy, credentials))
        {
            return COPY;
        }
        final DoorCredentials shown = door == null ? null : DoorCredentials.decode(credentials);
        return shown != null && door.isAllowed(shown) ? doorPrincipal : null;
    }

    @Override
    public void onChallengeResponse(final long sessionId, final byte[] encodedCredentials, final long nowMs)
    {
    }

    @Override
    public void onConnectedSession(final SessionProxy sessionProxy, final long nowMs)
    {
        final Admitted session = admitted.get(sessionProxy.sessionId());
        if (session == null)
        {
            sessionProxy.reject();
        }
        else if (session.principal() != doorPrincipal || room.isFree(nowMs))
        {
            admitted.remove(sessionProxy.sessionId());
            sessionProxy.authenticate(session.principal());
            // Whoever copies the log opens no session that the engine would see.
            if (room != null && session.principal() != COPY)
            {
                room.letIn(nowMs);
            }
        }
        // Else it waits, and is asked for again: a new cluster reaches the level in a moment, an upgrade when it ends,
        // and a door that is full has room when somebody goes.
    }

    @Override
    public void onChallengedSession(final SessionProxy sessionProxy, final long nowMs)
    {
        sessionProxy.reject();
    }

    /**
     * Who has shown what lets it in, and waits.
     *
     * @param principal what the log will call it.
     * @param timeMs    when it came.
     */
    private record Admitted(byte[] principal, long timeMs)
    {
    }
}
