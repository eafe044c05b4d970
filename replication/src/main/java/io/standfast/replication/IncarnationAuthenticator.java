package io.standfast.replication;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.agrona.collections.LongHashSet;

import io.aeron.security.Authenticator;
import io.aeron.security.SessionProxy;

/**
 * Lets in whoever shows the cluster's incarnation, so that nothing foreign enters the log. Owned by the consensus
 * module's thread.
 */
final class IncarnationAuthenticator implements Authenticator
{
    private final byte[] expected;
    private final LongHashSet admitted = new LongHashSet();

    IncarnationAuthenticator(final long incarnation)
    {
        expected = ByteBuffer.allocate(Long.BYTES).putLong(incarnation).array();
    }

    @Override
    public void onConnectRequest(final long sessionId, final byte[] encodedCredentials, final long nowMs)
    {
        if (Arrays.equals(expected, encodedCredentials))
        {
            admitted.add(sessionId);
        }
    }

    @Override
    public void onChallengeResponse(final long sessionId, final byte[] encodedCredentials, final long nowMs)
    {
    }

    @Override
    public void onConnectedSession(final SessionProxy sessionProxy, final long nowMs)
    {
        if (admitted.remove(sessionProxy.sessionId()))
        {
            sessionProxy.authenticate(null);
        }
        else
        {
            sessionProxy.reject();
        }
    }

    @Override
    public void onChallengedSession(final SessionProxy sessionProxy, final long nowMs)
    {
        sessionProxy.reject();
    }
}
