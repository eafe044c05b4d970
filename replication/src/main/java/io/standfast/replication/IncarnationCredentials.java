package io.standfast.replication;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

import io.aeron.security.CredentialsSupplier;

/**
 * Who knows the incarnation belongs to the cluster: sessions of the gateway and copies of the log show it. The gateway
 * shows something more that only its process knows. Immutable.
 */
public final class IncarnationCredentials implements CredentialsSupplier
{
    private static final int SECRET_LENGTH = 16;

    private final byte[] credentials;

    /**
     * Credentials of an incarnation.
     *
     * @param incarnation of the cluster.
     */
    public IncarnationCredentials(final long incarnation)
    {
        this(incarnation, new byte[0]);
    }

    private IncarnationCredentials(final long incarnation, final byte[] secret)
    {
        credentials = ByteBuffer.allocate(Long.BYTES + secret.length).putLong(incarnation).put(secret).array();
    }

    /**
     * Credentials of a gateway, drawn anew: the consensus module of the same process is to know the same object.
     *
     * @param incarnation of the cluster.
     * @return credentials.
     */
    static IncarnationCredentials ofGateway(final long incarnation)
    {
        final byte[] secret = new byte[SECRET_LENGTH];
        new SecureRandom().nextBytes(secret);
        return new IncarnationCredentials(incarnation, secret);
    }

    @Override
    public byte[] encodedCredentials()
    {
        return credentials.clone();
    }

    @Override
    public byte[] onChallenge(final byte[] encodedChallenge)
    {
        return credentials.clone();
    }
}
