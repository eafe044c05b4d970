package io.standfast.replication;

import java.nio.ByteBuffer;

import io.aeron.security.CredentialsSupplier;

/**
 * Who knows the incarnation belongs to the cluster: sessions of the gateway and copies of the log show it. Immutable.
 */
public final class IncarnationCredentials implements CredentialsSupplier
{
    private final byte[] credentials;

    /**
     * Credentials of an incarnation.
     *
     * @param incarnation of the cluster.
     */
    public IncarnationCredentials(final long incarnation)
    {
        credentials = ByteBuffer.allocate(Long.BYTES).putLong(incarnation).array();
    }

    @Override
    public byte[] encodedCredentials()
    {
        return credentials;
    }

    @Override
    public byte[] onChallenge(final byte[] encodedChallenge)
    {
        return credentials;
    }
}
