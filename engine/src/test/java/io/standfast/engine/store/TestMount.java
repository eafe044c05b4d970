package io.standfast.engine.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A small disk: a tmpfs, which takes the right to mount. Owned by the test's thread, gone when closed, whoever still
 * looks at its files.
 */
final class TestMount implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path root;

    private TestMount(final Path root)
    {
        this.root = root;
    }

    /** Without the right to mount, and for no other reason, the test is skipped. */
    static TestMount mount(final Path root, final String options) throws IOException
    {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs the right to mount");
        Files.createDirectories(root);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", root.toString()) == 0,
            "mounting a tmpfs is not allowed here");
        return new TestMount(root);
    }

    Path root()
    {
        return root;
    }

    /** A mount is busy for as long as a process that was just forked holds a descriptor of ours. */
    @Override
    public void close() throws IOException
    {
        final long beginNs = System.nanoTime();
        while (run("umount", root.toString()) != 0)
        {
            if (System.nanoTime() - beginNs > DEADLINE_NS)
            {
                System.out.println(root + " is still in use; it is detached");
                if (run("umount", "-l", root.toString()) != 0)
                {
                    throw new IOException("cannot unmount " + root);
                }
                return;
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private static int run(final String... command) throws IOException
    {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD)
            .start();
        try
        {
            if (process.waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS))
            {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException("no answer from " + List.of(command));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + List.of(command), ex);
        }
    }
}
