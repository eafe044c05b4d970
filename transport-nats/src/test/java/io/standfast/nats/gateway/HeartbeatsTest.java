package io.standfast.nats.gateway;

import static io.standfast.nats.gateway.GatewayFixture.MS;
import static io.standfast.nats.gateway.GatewayFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Heartbeats on a clock stepped by hand: 30 s apart, 10 s of patience, two misses allowed.
 */
class HeartbeatsTest
{
    private final GatewayFixture gateway = new GatewayFixture();
    private final List<InMemoryLink.Received> asked = gateway.link.listen("hb.me");

    HeartbeatsTest()
    {
        gateway.context.heartbeatFailCount(2);
        gateway.start().lead();
        gateway.connect("me");
        gateway.engine.log.clear();
    }

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    @Test
    void shouldAskAtIntervalsWhenClientAnswers()
    {
        gateway.step(30 * SECOND - MS);
        assertThat(asked).isEmpty();
        gateway.step(MS);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).payload()).isEmpty();
        answer();
        gateway.step(30 * SECOND);
        answer();
        gateway.step(30 * SECOND);

        assertThat(asked).hasSize(3);
        assertThat(gateway.engine.log).isEmpty();
    }

    @Test
    void shouldSayMissedAndAnsweredAtEdgesOnly()
    {
        gateway.step(40 * SECOND);
        assertThat(gateway.engine.log).containsExactly("health 1 MISSED");
        gateway.step(40 * SECOND);
        assertThat(asked).hasSize(2);
        gateway.step(30 * SECOND);
        answer();
        gateway.step(30 * SECOND);
        answer();
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("health 1 MISSED", "health 1 ANSWERED");
    }

    @Test
    void shouldTakeNoAnswerOfAUserThatMayNotUseTheId()
    {
        final SubjectRules any = SubjectRules.ANY;
        gateway.link.rights = new ClientRights("eve", any, any, List.of("eve-*"));
        gateway.step(30 * SECOND);
        answer();
        gateway.step(10 * SECOND);
        assertThat(gateway.engine.log).containsExactly("health 1 MISSED");

        gateway.link.rights = new ClientRights("mia", any, any, List.of("me"));
        gateway.step(30 * SECOND);
        answer();

        assertThat(gateway.engine.log).containsExactly("health 1 MISSED", "health 1 ANSWERED");
    }

    @Test
    void shouldCloseClientWhenItMissesMoreThanAllowed()
    {
        gateway.step(3 * 40 * SECOND - MS);
        assertThat(gateway.engine.clients).containsKey("me");
        gateway.step(MS);

        assertThat(gateway.engine.log).containsExactly("health 1 MISSED", "health 1 FAILED");
        assertThat(gateway.counters.clients().get()).isZero();
        assertThat(gateway.counters.missedHeartbeats().get()).isEqualTo(3);
        gateway.step(100 * SECOND);
        assertThat(asked).hasSize(3);
    }

    @Test
    void shouldCountMissAtOnceWhenNobodyListens()
    {
        gateway.link.deafen("hb.me");
        gateway.step(30 * SECOND);

        assertThat(gateway.engine.log).containsExactly("health 1 MISSED");
    }

    @Test
    void shouldAskAtOnceWhenClientThatMissedPings()
    {
        gateway.step(40 * SECOND);
        gateway.sendPing("me", "conn-hb.me");
        gateway.run();
        assertThat(asked).hasSize(2);
        answer();
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("health 1 MISSED", "health 1 ANSWERED");
        gateway.step(30 * SECOND - MS);
        assertThat(asked).hasSize(2);
        gateway.step(MS);
        assertThat(asked).hasSize(3);
    }

    @Test
    void shouldNotCountTimeInWhichLinkIsNotRead()
    {
        gateway.step(30 * SECOND);
        gateway.engine.isOpen = false;
        gateway.sendClose("stranger");
        gateway.agent.doWork();
        gateway.step(60 * SECOND);
        gateway.engine.isOpen = true;
        answer();
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("close stranger");
    }

    private void answer()
    {
        gateway.sendRaw(asked.get(asked.size() - 1).reply(), "", new byte[0]);
        gateway.run();
    }
}
