package io.standfast.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.server.bench.BenchPlan.Kind;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What is counted when a server answers in the wrong order, twice, not at all, or with a refusal.
 */
class LoadRigTest
{
    private static final int COUNT = 100;

    private static BenchPlan plan(final ScriptedServer server, final int window, final long count)
    {
        return new BenchPlan(Kind.PUBLISH, new BenchPlan.Target(ServerAddress.parse(server.url()), "c", "me", "orders",
            1, TimeUnit.SECONDS.toNanos(10)),
            new BenchPlan.Load(1, 64, window, 0, TimeUnit.SECONDS.toNanos(10), count,
                TimeUnit.MILLISECONDS.toNanos(300), false),
            null);
    }

    private static RateTally run(final ScriptedServer server, final long rate, final int window)
    {
        final RateTally tally = new RateTally(rate);
        final BenchPlan plan = plan(server, window, COUNT);
        plan.check();
        try (LoadRig rig = new LoadRig(plan, () -> false))
        {
            rig.connect();
            rig.run(tally);
            tally.latencies().takeInterval();
            tally.lags().takeInterval();
            rig.disconnect();
        }
        return tally;
    }

    @Test
    void shouldKnowEachMessageWhenAcknowledgementsComeBackwards() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) ->
        {
            if (own.guids().size() % 10 == 0)
            {
                final List<String> last = own.guids().subList(own.guids().size() - 10, own.guids().size());
                Collections.reverse(last);
                for (final String each : last)
                {
                    own.acknowledge(each, "");
                }
            }
        }))
        {
            final RateTally tally = run(server, 2_000, 1);

            assertThat(tally.failure()).isNull();
            assertThat(tally.sent()).isEqualTo(COUNT);
            assertThat(tally.acked()).isEqualTo(COUNT);
            assertThat(tally.isClean()).isTrue();
            assertThat(tally.latencies().count()).isEqualTo(COUNT);
            // Ten are due within 4.5 ms, and the first one waits for the last.
            assertThat(tally.latencies().ns(100)).isGreaterThanOrEqualTo(TimeUnit.MICROSECONDS.toNanos(4_400));
            assertThat(tally.lags().count()).isEqualTo(COUNT);
        }
    }

    @Test
    void shouldCountOnceWhenAcknowledgementsComeTwiceOrForOthers() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) ->
        {
            own.acknowledge(guid, "");
            own.acknowledge(guid, "");
            own.acknowledge("0123456789ABCDEFGHIJKL", "");
            own.acknowledge("", "");
        }))
        {
            final RateTally tally = run(server, 0, 10);

            assertThat(tally.acked()).isEqualTo(COUNT);
            assertThat(tally.stored()).isEqualTo(COUNT);
            assertThat(tally.isClean()).isTrue();
        }
    }

    @Test
    void shouldSayWhatIsMissingAndRefusedWhenTheServerDoesNotTakeAll() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) ->
        {
            final int number = own.guids().size();
            if (number % 10 == 1)
            {
                own.acknowledge(guid, "too many channels");
            }
            else if (number % 10 != 2)
            {
                own.acknowledge(guid, "");
            }
        }))
        {
            final RateTally tally = run(server, 5_000, 1);

            assertThat(tally.acked()).isEqualTo(80);
            assertThat(tally.refused()).isEqualTo(10);
            assertThat(tally.firstRefusal()).isEqualTo("too many channels");
            assertThat(tally.unacked()).isEqualTo(10);
            assertThat(tally.isClean()).isFalse();
        }
    }

    @Test
    void shouldKeepWhatWasMeasuredWhenTheServerHangsUp() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) ->
        {
            own.acknowledge(guid, "");
            if (own.guids().size() == 50)
            {
                own.hangUp();
            }
        }))
        {
            final RateTally tally = run(server, 5_000, 1);

            assertThat(tally.failure()).startsWith("client \"me\" has lost " + server.url());
            assertThat(tally.acked()).isBetween(1L, 50L);
        }
    }

    @Test
    void shouldAnswerHeartbeatsWhenItIsBusy() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) ->
        {
            own.heartbeat();
            own.acknowledge(guid, "");
        }))
        {
            final RateTally tally = run(server, 0, 7);

            assertThat(tally.acked()).isEqualTo(COUNT);
            assertThat(server.heartbeats()).isEqualTo(COUNT);
        }
    }

    @Test
    void shouldEndWithAReasonWhenTheServerSendsNonsense() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) -> own.raw("MSG x 2 999999999\r\n")))
        {
            final RateTally tally = run(server, 5_000, 1);

            assertThat(tally.failure()).contains("has lost " + server.url(), "a message of 999999999 bytes");
        }
    }

    @Test
    void shouldNameTheServersWordsWhenItRefuses() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) -> own.raw("-ERR 'Permissions Violation'\r\n")))
        {
            assertThat(run(server, 100, 1).failure()).contains("refused: 'Permissions Violation'");
        }
    }

    @Test
    void shouldSayWhichSizeFitsWhenThePayloadIsTooLong() throws IOException
    {
        try (ScriptedServer server = new ScriptedServer((own, guid) -> own.acknowledge(guid, "")))
        {
            final BenchPlan small = plan(server, 1, COUNT);
            final BenchPlan plan = new BenchPlan(Kind.PUBLISH, small.target(), new BenchPlan.Load(1, 1_048_576, 1, 0, 1,
                1, 1, false), null);
            try (LoadRig rig = new LoadRig(plan, () -> false))
            {
                assertThatThrownBy(rig::connect).isInstanceOf(BenchException.class).hasMessageContaining("max_payload")
                    .hasMessageContaining("choose --size 10485");
            }
        }
    }
}
