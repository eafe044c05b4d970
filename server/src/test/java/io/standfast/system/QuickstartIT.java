package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/quickstart.md, in their order, on ports that are free.
 */
class QuickstartIT
{
    private static final Pattern RUN = Pattern.compile("(?ms)^```bash run\n(.*?)^```");

    @TempDir
    private Path directory;

    @Test
    void shouldDoWhatTheQuickstartSays() throws IOException
    {
        final StringBuilder script = new StringBuilder("set -eo pipefail\ntrap 'kill -9 $(jobs -p) || true' EXIT\n");
        final Matcher matcher = RUN.matcher(Files.readString(ChildProcess.ROOT.resolve("docs/quickstart.md")));
        while (matcher.find())
        {
            script.append(matcher.group(1));
        }
        final String onFreePorts = script.toString().replace("4222", Integer.toString(ChildProcess.freePort())).replace(
            "8222", Integer.toString(ChildProcess.freePort()));
        final Path file = Files.writeString(directory.resolve("quickstart.sh"), onFreePorts);

        try (ChildProcess bash = ChildProcess.start(directory, Map.of("PATH", ChildProcess.ROOT.resolve("bin") + ":" +
            System.getenv("PATH")), List.of("bash", file.toString())))
        {
            assertThat(bash.awaitExit()).as(bash.output()).isZero();
            assertThat(bash.out()).contains(": ready", "OK: connection: ", "is ready at", " 0 problems");
        }
    }
}
