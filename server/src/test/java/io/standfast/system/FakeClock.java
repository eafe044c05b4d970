package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of day that one process sees, by Debian's libfaketime. Owned by the test's thread.
 */
final class FakeClock
{
    private final Path file;

    /**
     * A clock that is right.
     *
     * @param file that the process reads it from.
     */
    FakeClock(final Path file)
    {
        this.file = file;
        ahead("+0");
    }

    /** Skips the test, and says why, where there is no libfaketime. */
    static void assumeInstalled()
    {
        assumeTrue(isInstalled(), "libfaketime is missing: run bin/verify");
    }

    static boolean isInstalled()
    {
        return library().isPresent();
    }

    private static Optional<Path> library()
    {
        final Path tools = ChildProcess.ROOT.resolve(".tools/usr/lib");
        if (!Files.isDirectory(tools))
        {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(tools, 3, (path, attributes) -> path.endsWith("libfaketimeMT.so.1")))
        {
            return files.findFirst();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * For a process; the clock that counts since the machine started stays as it is, as it does on a machine. Without
     * the last two every timed wait ends at once, and every look at the clock opens the file.
     */
    Map<String, String> environment(final Map<String, String> others)
    {
        final Map<String, String> environment = new HashMap<>(others);
        environment.putAll(Map.of("LD_PRELOAD", library().orElseThrow().toString(), "FAKETIME_TIMESTAMP_FILE", file
            .toString(), "DONT_FAKE_MONOTONIC", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1",
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0", "FAKETIME_CACHE_DURATION", "1"));
        return environment;
    }

    /** Jump, for example to {@code +1h}. */
    void ahead(final String offset)
    {
        try
        {
            // At once, for who reads it at any moment.
            final Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), offset + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
