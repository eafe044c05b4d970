package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * How a server goes from one state to the next, and what counts when two things happen at once.
 */
class LifecycleTest
{
    private static final ServerException NOT_STARTED = new ServerException(ExitCode.NOT_STARTED, "no port");

    private final Lifecycle life = new Lifecycle();

    @Test
    void shouldGoThroughAllStatesWhenNothingFails()
    {
        assertThat(life.state()).isEqualTo(ServerState.STARTING);
        assertThat(life.ready()).isTrue();
        assertThat(life.state()).isEqualTo(ServerState.READY);
        assertThat(life.isEnding()).isFalse();
        life.stop();
        assertThat(life.state()).isEqualTo(ServerState.CLOSING);
        assertThat(life.isEnding()).isTrue();
        life.closed();
        assertThat(life.state()).isEqualTo(ServerState.CLOSED);
        life.gone();
        life.awaitGone();
    }

    @Test
    void shouldGoBackToStartingWhenAReadyOneIsToRestart()
    {
        assertThat(life.restart()).as("it starts anyway").isFalse();
        life.ready();

        assertThat(life.restart()).isTrue();
        assertThat(life.state()).isEqualTo(ServerState.STARTING);
        assertThat(life.awaitTurn()).isTrue();
        assertThat(life.isEnding()).isFalse();
        assertThat(life.awaitEnding(1)).isFalse();

        assertThat(life.ready()).isTrue();
        life.stop();
        assertThat(life.restart()).isFalse();
        assertThat(life.awaitTurn()).isFalse();
        assertThat(life.awaitEnding(TimeUnit.MINUTES.toMillis(1))).isTrue();
    }

    @Test
    void shouldHaltWhenItFailsAfterARestart()
    {
        life.ready();
        life.restart();

        assertThat(life.fail(NOT_STARTED)).as("said as of one that served").isEqualTo(ServerState.READY);
        assertThat(life.failure().exitCode()).isEqualTo(ExitCode.HALTED);
        assertThat(life.awaitTurn()).isFalse();
    }

    @Test
    void shouldStopWhenAskedToAfterARestart()
    {
        life.ready();
        life.restart();
        life.stop();

        assertThat(life.awaitTurn()).isFalse();
        assertThat(life.state()).isEqualTo(ServerState.CLOSING);
    }

    @Test
    void shouldNotBecomeReadyWhenStoppedBefore()
    {
        life.stop();

        assertThat(life.ready()).isFalse();
        assertThat(life.state()).isEqualTo(ServerState.CLOSING);
    }

    @Test
    void shouldKeepFirstReasonWhenItFailsTwice()
    {
        assertThat(life.fail(NOT_STARTED)).isEqualTo(ServerState.STARTING);
        assertThat(life.fail(new ServerException(ExitCode.DAMAGED, "another"))).isNull();

        assertThat(life.ready()).isFalse();
        assertThat(life.failure()).isSameAs(NOT_STARTED);
        assertThat(life.isEnding()).isTrue();
    }

    @Test
    void shouldHaltWhenItFailsAfterItWasReady()
    {
        life.ready();

        assertThat(life.fail(NOT_STARTED)).isEqualTo(ServerState.READY);
        assertThat(life.failure()).hasMessage("no port").extracting(ServerException::exitCode).isEqualTo(
            ExitCode.HALTED);
    }

    @Test
    void shouldStayFailedWhenClosedAfterwards()
    {
        life.fail(NOT_STARTED);
        life.stop();
        life.closed();

        assertThat(life.state()).isEqualTo(ServerState.FAILED);
    }

    @Test
    void shouldNotFailWhenNothingIsLeftOfIt()
    {
        life.stop();
        life.closed();

        assertThat(life.fail(NOT_STARTED)).isNull();
        assertThat(life.state()).isEqualTo(ServerState.CLOSED);
        assertThat(life.failure()).isNull();
    }

    @Test
    void shouldHandInterruptOnWhenItWaited()
    {
        life.gone();
        Thread.currentThread().interrupt();
        life.awaitGone();

        assertThat(Thread.interrupted()).isTrue();
    }
}
