package io.standfast.replication.fence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

import io.aeron.cluster.ClusterMembership;

/**
 * Puts {@link TermQuorum} into Aeron's consensus module, which has no setting for it: the one call of
 * {@code ClusterMember.quorumPosition} in its agent is directed here before that class is loaded. Without it
 * acknowledged messages are lost (ClusterTailTest, aeron-io/aeron#2147). Stateless.
 */
public final class TermQuorumFence
{
    private static final String AGENT = "io/aeron/cluster/ConsensusModuleAgent";
    private static final String MEMBER = "io/aeron/cluster/ClusterMember";
    private static final String METHOD = "quorumPosition";

    private TermQuorumFence()
    {
    }

    /**
     * Install it, once for all nodes of this process. Must come before the first consensus module.
     *
     * @throws IllegalStateException when that is not possible: a node without it must not run.
     */
    public static void install()
    {
        if (!Installed.IN_TIME)
        {
            throw new IllegalStateException("Aeron's consensus module was loaded before the quorum fence");
        }
    }

    private static boolean define()
    {
        try (InputStream original = ClusterMembership.class.getClassLoader().getResourceAsStream(AGENT + ".class"))
        {
            final byte[] fenced = ClassFile.redirect(original.readAllBytes(), MEMBER, METHOD, TermQuorum.class.getName()
                .replace('.', '/'));
            // Any class of that package and class loader will do, but for one that loads the agent.
            MethodHandles.privateLookupIn(ClusterMembership.class, MethodHandles.lookup()).defineClass(fenced);
            return true;
        }
        catch (final LinkageError ex)
        {
            return false;
        }
        catch (final IllegalAccessException ex)
        {
            throw new IllegalStateException("the quorum fence cannot be put into " + AGENT, ex);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * The Java machine runs its initializer once, whichever thread comes first.
     */
    private static final class Installed
    {
        static final boolean IN_TIME = define();
    }
}
