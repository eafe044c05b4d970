package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The old JavaScript client, node-nats-streaming 0.3.2, unchanged.
 */
class StanNodeClientIT
{
    @TempDir
    private static Path directory;
    private static SharedDeployments deployments;

    @BeforeAll
    static void check()
    {
        deployments = new SharedDeployments(directory);
        assumeTrue(NodeScript.isAvailable(), "node or its clients are missing: run bin/verify");
    }

    @AfterAll
    static void stop()
    {
        deployments.close();
    }

    static Stream<Arguments> scenarios()
    {
        return Stream.of(Deployment.Way.values()).flatMap(way -> Stream.of("order", "positions", "durable", "anew",
            "queue", "durablequeue", "redelivery", "window", "taken", "refusals", "binary", "paced", "lost")
            .map(name -> Arguments.of(way, name)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldSucceedWhenScriptIsRun(final Deployment.Way way, final String scenario)
    {
        NodeScript.run(directory.resolve(way + "-" + scenario), "stan.js", deployments.url(way), scenario);
    }
}
