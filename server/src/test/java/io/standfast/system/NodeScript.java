package io.standfast.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A script for Node in {@code src/test/resources/node}, with the npm clients of {@code bin/verify}. Stateless.
 */
final class NodeScript
{
    private static final Path MODULES = ChildProcess.ROOT.resolve(".tools/node/node_modules");
    private static final Path SCRIPTS = ChildProcess.ROOT.resolve("server/src/test/resources/node");

    private NodeScript()
    {
    }

    static boolean isAvailable()
    {
        return Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "node"))) &&
            Files.isDirectory(MODULES.resolve("node-nats-streaming")) && Files.isDirectory(MODULES.resolve("nats"));
    }

    /** Run to the end; the script prints {@code ok} as its last line and ends with 0, or the test fails. */
    static void run(final Path directory, final String script, final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString()));
        command.addAll(Arrays.asList(arguments));
        try (ChildProcess node = ChildProcess.start(directory, Map.of("NODE_PATH", MODULES.toString()), command))
        {
            final int code = node.awaitExit();
            if (code != 0 || !node.out().strip().endsWith("ok"))
            {
                throw new AssertionError(command + " ended with " + code + ":\n" + node.output());
            }
        }
    }
}
