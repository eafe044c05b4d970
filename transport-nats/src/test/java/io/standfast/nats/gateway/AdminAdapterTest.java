package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.nats.gateway.AdminOutcome.Kind;
import io.standfast.replication.log.AdminOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Orders of operators come from another thread, go into the log, and what became of them goes back.
 */
class AdminAdapterTest
{
    private static final long TIMEOUT_MS = 60_000;

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void shouldSayWhatTheEngineHasDone()
    {
        gateway.start().lead();

        assertThat(outcome(commands -> commands.trimChannel(4, 2, 11)))
            .isEqualTo(new AdminOutcome(Kind.DONE, "", 3, 11));
        assertThat(outcome(commands -> commands.trimChannel(9, 2, 11))).isEqualTo(new AdminOutcome(Kind.REFUSED,
            "no channel", 0, 0));

        assertThat(gateway.engine.log).contains("trim 4 2 11");
    }

    @Test
    void shouldCloseAClientAsIfItHadAsked()
    {
        gateway.start().lead().connect("me");

        assertThat(outcome(commands -> commands.closeClient("me")).kind()).isEqualTo(Kind.DONE);

        assertThat(gateway.engine.clients).isEmpty();
    }

    @Test
    void shouldPutNothingIntoTheLogWhenThisNodeFollows()
    {
        gateway.start();

        assertThat(outcome(commands -> commands.trimChannel(4, 2, 11)).kind()).isEqualTo(Kind.NOT_SERVING);

        assertThat(gateway.engine.log).isEmpty();
    }

    @Test
    void shouldNotKnowWhatBecameOfItWhenLeadershipIsLost()
    {
        gateway.start().lead();
        gateway.engine.isAnswering = false;
        final CompletableFuture<AdminOutcome> waiting = order(commands -> commands.trimChannel(4, 2, 11));
        awaitTaken();

        gateway.termId = GatewayContext.NULL_TERM_ID;

        assertThat(await(waiting).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void shouldNotOrderWhatNobodyWaitsForAnyMore()
    {
        gateway.start().lead();

        assertThat(gateway.orders.order(commands -> commands.trimChannel(4, 2, 11), 1).kind()).isEqualTo(Kind.UNKNOWN);
        gateway.run();

        assertThat(gateway.engine.log).noneMatch(line -> line.startsWith("trim"));
    }

    private AdminOutcome outcome(final AdminOrder order)
    {
        return await(order(order));
    }

    private CompletableFuture<AdminOutcome> order(final AdminOrder order)
    {
        return CompletableFuture.supplyAsync(() -> gateway.orders.order(order, TIMEOUT_MS));
    }

    /** The gateway has read it, and the engine has it. */
    private void awaitTaken()
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        int work = 0;
        while (work == 0 && System.nanoTime() - deadlineNs < 0)
        {
            work = gateway.agent.doWork();
        }
        assertThat(work).isPositive();
    }

    private AdminOutcome await(final CompletableFuture<AdminOutcome> outcome)
    {
        while (!outcome.isDone())
        {
            gateway.agent.doWork();
            Thread.onSpinWait();
        }
        try
        {
            return outcome.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
        catch (final InterruptedException | ExecutionException | TimeoutException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
