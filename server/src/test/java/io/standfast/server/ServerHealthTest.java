package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.standfast.server.http.HealthCheck;
import io.standfast.server.http.HealthQuestion;
import io.standfast.server.http.HealthReport;

/**
 * What probes hear while a node starts, serves, follows and fails.
 */
class ServerHealthTest
{
    private static final NodeLook SERVING = new NodeLook(null, true, false, true, false, true, null, 0, 1);
    private static final NodeLook STARTING = new NodeLook("segments 3 of 7 from b", false, false, true, false, false,
        "the port for clients is not open yet", 0, 1);

    private NodeLook look = SERVING;
    private String failure;
    private String replay;
    private long nowNs = 1;
    private final ServerHealth health = new ServerHealth(() -> failure, () -> look, () -> replay, () -> nowNs);

    private boolean isOk(final HealthQuestion question)
    {
        return health.health(question).isOk();
    }

    @Test
    void shouldSayYesToAllWhenItServes()
    {
        assertThat(HealthQuestion.values()).allMatch(this::isOk);
    }

    @Test
    void shouldBeAliveButNotReadyWhenItRestoresItself()
    {
        look = STARTING;

        final HealthReport ready = health.health(HealthQuestion.READY);

        assertThat(isOk(HealthQuestion.LIVE)).isTrue();
        assertThat(isOk(HealthQuestion.STARTUP)).isTrue();
        assertThat(isOk(HealthQuestion.LEADER)).isFalse();
        assertThat(ready.isOk()).isFalse();
        assertThat(ready.role()).isEqualTo("Starting");
        assertThat(ready.checks()).extracting(HealthCheck::name).containsExactly("node", "data", "leader", "link",
            "gates", "disk");
        assertThat(ready.checks().get(1).reason()).isEqualTo("segments 3 of 7 from b");
    }

    @Test
    void shouldSayHowFarTheReplayIsWhileAMemberIsNotReady()
    {
        look = new NodeLook(null, false, false, true, false, true, null, 0, 1);
        assertThat(health.health(HealthQuestion.READY).checks().get(4).reason()).isEqualTo(
            "no leader serves, or its log has not arrived here yet");

        replay = "replaying the log: at 64 of 640, 1 MB/s, 5 s left";

        assertThat(health.health(HealthQuestion.READY).checks().get(4).reason()).isEqualTo(replay);
        look = SERVING;
        assertThat(health.health(HealthQuestion.READY).checks().get(4).reason()).isEqualTo("clients are served");
    }

    @Test
    void shouldNotFailAStartThatMoves()
    {
        for (int minute = 0; minute < 60; minute++)
        {
            look = new NodeLook("copies", false, false, true, false, false, null, 0, minute);
            nowNs += TimeUnit.MINUTES.toNanos(1);
            assertThat(isOk(HealthQuestion.STARTUP)).as("minute " + minute).isTrue();
        }

        nowNs += TimeUnit.MINUTES.toNanos(2);
        assertThat(health.health(HealthQuestion.STARTUP).checks().get(1).reason()).isEqualTo(
            "copies; nothing has moved for 120 s");
        assertThat(isOk(HealthQuestion.STARTUP)).isFalse();
        assertThat(isOk(HealthQuestion.LIVE)).isTrue();
    }

    @Test
    void shouldNotFailAStartThatWaitsForOthers()
    {
        look = new NodeLook(null, false, false, true, false, false, null, 0, 1);
        assertThat(isOk(HealthQuestion.STARTUP)).isTrue();
        nowNs += TimeUnit.HOURS.toNanos(1);
        assertThat(isOk(HealthQuestion.STARTUP)).isTrue();
        look = new NodeLook(null, false, false, false, false, false, "no NATS server answers", 0, 1);
        nowNs += TimeUnit.HOURS.toNanos(1);

        assertThat(health.health(HealthQuestion.STARTUP).checks().get(1).reason()).isEqualTo("no NATS server answers");
        assertThat(isOk(HealthQuestion.STARTUP)).isTrue();
    }

    @Test
    void shouldNotBeAliveWhenTheGatewayHasStopped()
    {
        look = new NodeLook(null, true, false, false, false, true, null, TimeUnit.SECONDS.toNanos(31), 1);

        assertThat(health.health(HealthQuestion.LIVE).checks().get(1).reason()).isEqualTo(
            "the gateway has not turned for 31 s");
        assertThat(isOk(HealthQuestion.LIVE)).isFalse();
    }

    @Test
    void shouldNotBeReadyWhenNobodyLeadsOrADiskIsFullOrTheBrokerIsGone()
    {
        look = new NodeLook(null, false, false, true, false, false, null, 0, 1);
        assertThat(health.health(HealthQuestion.READY).checks().get(2).reason()).startsWith("nobody leads");
        look = new NodeLook(null, true, false, false, true, true, null, 0, 1);
        assertThat(isOk(HealthQuestion.READY)).isFalse();
        look = new NodeLook(null, true, false, false, false, true, "no NATS server answers", 0, 1);
        assertThat(isOk(HealthQuestion.READY)).isFalse();
        assertThat(isOk(HealthQuestion.LEADER)).isTrue();
    }

    @Test
    void shouldFailEverythingWhenItCannotGoOn()
    {
        failure = "the disk is gone";

        assertThat(HealthQuestion.values()).noneMatch(this::isOk);
    }
}
