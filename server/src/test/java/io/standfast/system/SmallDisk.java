package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk of a few hundred megabytes: a tmpfs, which takes the right to mount. Owned by the test's thread, gone when
 * closed.
 */
final class SmallDisk implements AutoCloseable
{
    private static final int MEGABYTE = 1024 * 1024;
    private static final Duration UNMOUNT_DEADLINE = Duration.ofSeconds(20);

    private final Path root;
    private int ballasts;

    private SmallDisk(final Path root)
    {
        this.root = root;
    }

    /** Without the right to mount the test is skipped. */
    static SmallDisk mount(final Path root, final int megabytes)
    {
        final SmallDisk disk = tryMount(root, megabytes);
        assumeTrue(disk != null, "mounting a tmpfs is not allowed here");
        return disk;
    }

    /** Null without the right to mount. */
    static SmallDisk tryMount(final Path root, final int megabytes)
    {
        try
        {
            Files.createDirectories(root);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        final boolean isMounted = "root".equals(System.getProperty("user.name")) && run("mount", "-t", "tmpfs", "-o",
            "size=" + megabytes + "m", "tmpfs", root.toString()) == 0;
        return isMounted ? new SmallDisk(root) : null;
    }

    /** A file that takes that much; deleting it makes room. */
    Path ballast(final int megabytes)
    {
        final Path ballast = root.resolve("ballast" + ++ballasts);
        try (OutputStream out = Files.newOutputStream(ballast))
        {
            for (int i = 0; i < megabytes; i++)
            {
                out.write(new byte[MEGABYTE]);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return ballast;
    }

    /** A file that takes all that is left. */
    Path fill()
    {
        final Path ballast = root.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast))
        {
            while (root.toFile().getUsableSpace() > 0)
            {
                out.write(new byte[MEGABYTE]);
            }
        }
        catch (final IOException ex)
        {
            if (root.toFile().getUsableSpace() > MEGABYTE)
            {
                throw new UncheckedIOException(ex);
            }
        }
        return ballast;
    }

    /** Whatever fills it is gone. */
    void removeBallasts()
    {
        final File[] files = root.toFile().listFiles((directory, name) -> name.startsWith("ballast"));
        Arrays.stream(files == null ? new File[0] : files).forEach(File::delete);
    }

    int freeMegabytes()
    {
        return (int) (root.toFile().getUsableSpace() / MEGABYTE);
    }

    private static int run(final String... command)
    {
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
            {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new AssertionError("no answer from " + List.of(command));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + List.of(command), ex);
        }
    }

    /** A process that was killed lets go of its files a moment later; what stays busy is detached. */
    @Override
    public void close()
    {
        final boolean isGone = Await.isTrueWithin(UNMOUNT_DEADLINE, () -> run("umount", root.toString()) == 0);
        if (!isGone)
        {
            System.out.println(root + " is still in use; it is detached");
            if (run("umount", "-l", root.toString()) != 0)
            {
                throw new AssertionError("cannot unmount " + root);
            }
        }
    }
}
