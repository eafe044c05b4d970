package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One network namespace a node, joined by a bridge in another one, with a way in for the test: nodes can be cut off.
 * Needs root, or to be root in {@code unshare -Urnm}, which perf/chaos does where it can; owned by the test's thread,
 * gone when closed.
 */
final class Namespaces implements AutoCloseable
{
    private static final String SUBNET = "10.99.77.";
    private static final int OUTSIDE = 254;
    private static final String NOBODY = "02:00:00:00:00:99";

    private final String prefix = "sf" + ProcessHandle.current().pid() % 10_000;
    private final int size;

    private Namespaces(final int size)
    {
        this.size = size;
    }

    /** As many as that, or null where this machine does not allow it. */
    static Namespaces create(final int size)
    {
        final Namespaces namespaces = new Namespaces(size);
        if (!"root".equals(System.getProperty("user.name")) || !namespaces.run("ip", "netns", "add", namespaces.hub()))
        {
            return null;
        }
        try
        {
            namespaces.build();
            return namespaces;
        }
        catch (final IllegalStateException ex)
        {
            // Namespaces may be had, but a bridge between them not.
            System.out.println("no network between namespaces: " + ex.getMessage());
            namespaces.close();
            return null;
        }
    }

    String host(final int node)
    {
        return SUBNET + (node + 1);
    }

    /** Where nodes reach what runs beside the test. */
    static String outside()
    {
        return SUBNET + OUTSIDE;
    }

    /** What goes before a command that is to run in a node's namespace. */
    List<String> inside(final int node)
    {
        return List.of("ip", "netns", "exec", name(node));
    }

    /** Nothing goes in or out. */
    void cutOff(final int node)
    {
        must("ip", "-n", hub(), "link", "set", port(node), "down");
    }

    void join(final int node)
    {
        must("ip", "-n", hub(), "link", "set", port(node), "up");
    }

    /** It hears the others, they do not hear it: what it sends goes to a station that does not exist. */
    void mute(final int node)
    {
        for (final String other : others(node))
        {
            deaden(node, other);
        }
    }

    void unmute(final int node)
    {
        for (final String other : others(node))
        {
            must("ip", "-n", name(node), "neigh", "del", other, "dev", "eth0");
        }
    }

    /** The others, and the test, hear it; what they send to it goes to a station that does not exist. */
    void deafen(final int node)
    {
        for (int i = 0; i < size; i++)
        {
            if (i != node)
            {
                deaden(i, host(node));
            }
        }
        must("ip", "neigh", "replace", host(node), "lladdr", NOBODY, "dev", prefix + "-in", "nud", "permanent");
    }

    void undeafen(final int node)
    {
        for (int i = 0; i < size; i++)
        {
            if (i != node)
            {
                must("ip", "-n", name(i), "neigh", "del", host(node), "dev", "eth0");
            }
        }
        must("ip", "neigh", "del", host(node), "dev", prefix + "-in");
    }

    /**
     * The other nodes and it hear nothing of one another; the test, and its clients, reach all of them. Not by routes:
     * those tell the sender that nothing gets through.
     */
    void separate(final int node)
    {
        for (int i = 0; i < size; i++)
        {
            if (i != node)
            {
                deaden(node, host(i));
                deaden(i, host(node));
            }
        }
    }

    void unite(final int node)
    {
        for (int i = 0; i < size; i++)
        {
            if (i != node)
            {
                must("ip", "-n", name(node), "neigh", "del", host(i), "dev", "eth0");
                must("ip", "-n", name(i), "neigh", "del", host(node), "dev", "eth0");
            }
        }
    }

    private void deaden(final int node, final String other)
    {
        must("ip", "-n", name(node), "neigh", "replace", other, "lladdr", NOBODY, "dev", "eth0", "nud",
            "permanent");
    }

    private List<String> others(final int node)
    {
        final List<String> others = new ArrayList<>(List.of(outside()));
        for (int i = 0; i < size; i++)
        {
            if (i != node)
            {
                others.add(host(i));
            }
        }
        return others;
    }

    private void build()
    {
        must("ip", "-n", hub(), "link", "add", "br0", "type", "bridge");
        must("ip", "-n", hub(), "link", "set", "br0", "up");
        for (int i = 0; i < size; i++)
        {
            must("ip", "netns", "add", name(i));
            must("ip", "-n", hub(), "link", "add", port(i), "type", "veth", "peer", "name", "eth0", "netns", name(i));
            must("ip", "-n", hub(), "link", "set", port(i), "master", "br0", "up");
            must("ip", "-n", name(i), "addr", "add", host(i) + "/24", "dev", "eth0");
            must("ip", "-n", name(i), "link", "set", "eth0", "up");
            must("ip", "-n", name(i), "link", "set", "lo", "up");
        }
        must("ip", "-n", hub(), "link", "add", "outside", "type", "veth", "peer", "name", prefix + "-in", "netns", Long
            .toString(ProcessHandle.current().pid()));
        must("ip", "-n", hub(), "link", "set", "outside", "master", "br0", "up");
        must("ip", "addr", "add", outside() + "/24", "dev", prefix + "-in");
        must("ip", "link", "set", prefix + "-in", "up");
    }

    private String hub()
    {
        return prefix + "-hub";
    }

    private String name(final int node)
    {
        return prefix + "-" + (char) ('a' + node);
    }

    private static String port(final int node)
    {
        return "port-" + (char) ('a' + node);
    }

    private void must(final String... command)
    {
        if (!run(command))
        {
            throw new IllegalStateException("failed: " + List.of(command));
        }
    }

    private boolean run(final String... command)
    {
        try
        {
            final Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).inheritIO().start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close()
    {
        for (int i = 0; i < size; i++)
        {
            run("ip", "netns", "del", name(i));
        }
        run("ip", "netns", "del", hub());
    }
}
