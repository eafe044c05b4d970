package io.standfast.engine;

import static io.standfast.codecs.log.StartPositionKind.NEW_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseKind;

/**
 * What becomes of a subscription of every kind when it ends in every way (STAN-SPEC 2.7 to 2.9): what its channel says
 * of it, who gets its pendings, and what its successor finds.
 */
class SubscriptionMatrixTest
{
    private static final long HAND_OVER_NS = 100_000_000L;

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private TestEngine engine;

    @BeforeEach
    void before()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.connect("other", "c0", 0));
        engine.apply(commands.connect("me", "c1", 0));
    }

    @AfterEach
    void after()
    {
        engine.close();
    }

    /**
     * One cell. Messages 1 and 2 are pending before the end.
     *
     * @param queue     group or nothing.
     * @param durable   name or nothing.
     * @param isShared  whether another client's member stays in the group.
     * @param end       how it ends.
     * @param trace     what the debug log says.
     * @param handOver  what the member that stays gets soon.
     * @param successor what the same subscribe request gets afterwards, start position new only.
     */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "'',   '',   false, CLOSE,       Removed subscription,                   -,           -",
        "'',   '',   false, UNSUBSCRIBE, Removed subscription,                   -,           -",
        "'',   '',   false, CONNECTION,  Removed subscription,                   -,           -",
        "'',   '',   false, HEARTBEAT,   Removed subscription,                   -,           -",
        "'',   '',   false, REPLACED,    Removed subscription,                   -,           -",
        "'',   keep, false, CLOSE,       Suspended durable subscription,         -,           1 again 1;2 again 1",
        "'',   keep, false, UNSUBSCRIBE, Removed durable subscription,           -,           -",
        "'',   keep, false, CONNECTION,  Suspended durable subscription,         -,           1 again 1;2 again 1",
        "'',   keep, false, HEARTBEAT,   Suspended durable subscription,         -,           1 again 1;2 again 1",
        "'',   keep, false, REPLACED,    Suspended durable subscription,         -,           1 again 1;2 again 1",
        "crew, '',   true,  CLOSE,       Removed member from queue subscription, 1 again 1,   -",
        "crew, '',   true,  UNSUBSCRIBE, Removed member from queue subscription, 1 again 1,   -",
        "crew, '',   true,  CONNECTION,  Removed member from queue subscription, 1 again 1,   -",
        "crew, '',   true,  HEARTBEAT,   Removed member from queue subscription, 1 again 1,   -",
        "crew, '',   true,  REPLACED,    Removed member from queue subscription, 1 again 1,   -",
        "crew, keep, true,  CLOSE,       Removed member from durable queue subscription, 1 again 1, -",
        "crew, keep, true,  UNSUBSCRIBE, Removed member from durable queue subscription, 1 again 1, -",
        "crew, keep, true,  CONNECTION,  Removed member from durable queue subscription, 1 again 1, -",
        "crew, keep, true,  HEARTBEAT,   Removed member from durable queue subscription, 1 again 1, -",
        "crew, keep, true,  REPLACED,    Removed member from durable queue subscription, 1 again 1, -",
        "crew, '',   false, CLOSE,       Removed queue subscription,             -,           -",
        "crew, '',   false, UNSUBSCRIBE, Removed queue subscription,             -,           -",
        "crew, '',   false, CONNECTION,  Removed queue subscription,             -,           -",
        "crew, '',   false, HEARTBEAT,   Removed queue subscription,             -,           -",
        "crew, '',   false, REPLACED,    Removed queue subscription,             -,           -",
        "crew, keep, false, CLOSE,       Suspended durable queue subscription,   -,           1 again 1;2 again 1",
        "crew, keep, false, UNSUBSCRIBE, Removed durable queue subscription,     -,           -",
        "crew, keep, false, CONNECTION,  Suspended durable queue subscription,   -,           1 again 1;2 again 1",
        "crew, keep, false, HEARTBEAT,   Suspended durable queue subscription,   -,           1 again 1;2 again 1",
        "crew, keep, false, REPLACED,    Suspended durable queue subscription,   -,           1 again 1;2 again 1"})
    void shouldEndAsSpecifiedWhenASubscriptionEnds(final String queue, final String durable, final boolean isShared,
        final String end, final String trace, final String handOver, final String successor)
    {
        final long id = subscribe("me", queue, durable);
        if (isShared)
        {
            subscribe("other", queue, durable);
        }
        engine.apply(commands.publish("me", "foo", "a", "b"));
        engine.output().takeDebug();

        end(end, id);

        assertThat(engine.output().takeDebug()).anyMatch(line -> line.startsWith("[Client:me] " + trace + ", subject"));
        assertThat(engine.apply(commands.ack(id, 1))).as("its acks are ignored").containsExactly("acked 0/1");
        assertThat(engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.CLOSE)))
            .containsExactly("refused stan: invalid subscription");
        assertThat(engine.pass(HAND_OVER_NS)).isEqualTo(deliveries(handOver));
        if (!"CLOSE".equals(end) && !"UNSUBSCRIBE".equals(end) && !"REPLACED".equals(end))
        {
            engine.apply(commands.connect("me", "c2", 0));
        }
        final List<String> answer = engine.apply(commands.subscribe("me", "foo", queue, durable, NEW_ONLY, 0, 10));
        assertThat(answer.subList(2, answer.size())).isEqualTo(deliveries(successor));
    }

    private long subscribe(final String client, final String queue, final String durable)
    {
        engine.apply(commands.subscribe(client, "foo", queue, durable, NEW_ONLY, 0, 10));
        return engine.output().lastSubscriptionId();
    }

    private void end(final String end, final long id)
    {
        final long me = 2;
        switch (end)
        {
            case "CLOSE" -> engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.CLOSE));
            case "UNSUBSCRIBE" -> engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.UNSUBSCRIBE));
            case "CONNECTION" -> engine.apply(commands.closeClient("me"));
            case "HEARTBEAT" -> engine.apply(commands.health(me, ClientHealthKind.FAILED));
            default -> engine.apply(commands.connect("me", "c3", me));
        }
    }

    private static List<String> deliveries(final String cell)
    {
        return cell == null ? List.of() : List.of(cell.split(";")).stream().map(each -> "deliver " + each).toList();
    }
}
