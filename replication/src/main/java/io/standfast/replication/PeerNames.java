package io.standfast.replication;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.driver.NameResolverAgent;

/**
 * Finds the addresses of members. One whose name has no address now is taken for one that does not answer: where
 * machines come and go, as in Kubernetes, a name goes with its machine, and the others must be able to start all the
 * same. The driver asks again until the name has an address. Immutable; called by the driver's threads.
 */
final class PeerNames implements NameResolverAgent
{
    private static final Logger LOG = LoggerFactory.getLogger(PeerNames.class);
    /** On this machine, where nothing listens: what is sent there is refused at once. */
    private static final byte[] NOWHERE = {127, (byte) 255, (byte) 255, (byte) 253};

    private final String ownHost;

    /**
     * Names of others.
     *
     * @param ownHost name of this member's host: without an address for it nothing can be bound.
     */
    PeerNames(final String ownHost)
    {
        this.ownHost = ownHost;
    }

    @Override
    public InetAddress resolve(final String name, final String uriParamName, final boolean isReResolution)
    {
        try
        {
            return InetAddress.getByName(name);
        }
        catch (final UnknownHostException ex)
        {
            if (name.equals(ownHost))
            {
                return null;
            }
            if (!isReResolution)
            {
                LOG.warn("The name {} has no address now: the member there is taken for one that is away", name);
            }
            return nowhere();
        }
    }

    private static InetAddress nowhere()
    {
        try
        {
            return InetAddress.getByAddress(NOWHERE);
        }
        catch (final UnknownHostException ex)
        {
            throw new IllegalStateException("four bytes are an address", ex);
        }
    }

    @Override
    public String name()
    {
        return "PeerNames";
    }
}
