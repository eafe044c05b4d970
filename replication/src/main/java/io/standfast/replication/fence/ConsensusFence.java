package io.standfast.replication.fence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

import io.aeron.cluster.ClusterMembership;

/**
 * Puts {@link TermQuorum} and {@link VoteFence} into Aeron's consensus module, which has no setting for them, before
 * its classes are loaded: {@link FencedClass} says where. Without them acknowledged messages are lost
 * (ClusterTailTest, ClusterVoteTest, aeron-io/aeron#2147). Stateless.
 */
public final class ConsensusFence
{
    private ConsensusFence()
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
            throw new IllegalStateException("Aeron's consensus module was loaded before its fence");
        }
    }

    private static boolean define()
    {
        try
        {
            // Any class of that package and class loader will do, but for one that loads the two.
            final MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(ClusterMembership.class, MethodHandles
                .lookup());
            lookup.defineClass(FencedClass.election(read(FencedClass.ELECTION)));
            lookup.defineClass(FencedClass.agent(read(FencedClass.AGENT)));
            return true;
        }
        catch (final LinkageError ex)
        {
            return false;
        }
        catch (final IllegalAccessException ex)
        {
            throw new IllegalStateException("the fence cannot be put into Aeron's consensus module", ex);
        }
    }

    static byte[] read(final String className)
    {
        try (InputStream original = ClusterMembership.class.getClassLoader().getResourceAsStream(className + ".class"))
        {
            return original.readAllBytes();
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
