package io.standfast.nats.gateway;

import static io.standfast.nats.gateway.GatewayFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;

/**
 * Clients are served exactly while this node leads and the engine has said so.
 */
class GatesTest
{
    private final GatewayFixture gateway = new GatewayFixture().start();

    private final TestProposals proposals = new TestProposals();

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    @Test
    void shouldSubscribeNothingUntilGatesOpen()
    {
        gateway.run();
        assertThat(gateway.engine.log).isEmpty();
        gateway.engine.isAnswering = false;
        gateway.lead();
        assertThat(gateway.link.subjects).isEmpty();
        assertThat(gateway.counters.state().get()).isEqualTo(GatewayState.OPENING.code());

        gateway.engine.answer();
        gateway.run();

        assertThat(gateway.link.subjects).containsExactlyInAnyOrder("_INBOX.21.*", "_INBOX.21.hb.*",
            "_STAN.discover.test-cluster", "_STAN.discover.test-cluster.pings", "_STAN.pub.test-cluster.>",
            "_STAN.sub.test-cluster", "_STAN.unsub.test-cluster", "_STAN.subclose.test-cluster",
            "_STAN.close.test-cluster");
        assertThat(gateway.ready).hasSize(1);
        assertThat(gateway.counters.state().get()).isEqualTo(GatewayState.SERVING.code());
    }

    @Test
    void shouldBeReadyWhenTheLinkIsUpForTheFirstTime()
    {
        gateway.link.isUp = false;
        gateway.lead();
        assertThat(gateway.ready).isEmpty();

        gateway.link.isUp = true;
        gateway.run();
        gateway.run();

        assertThat(gateway.ready).hasSize(1);
    }

    @Test
    void shouldProposeLimitsBeforeAnythingElse()
    {
        gateway.context.proposals(proposals);
        proposals.areLimitsAgreed = true;
        gateway.lead().connect("me");

        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12", "connect me replaces 0");
    }

    @Test
    void shouldProposeLimitsOnceAsSoonAsMembersAgree()
    {
        gateway.context.proposals(proposals);
        gateway.lead().step(SECOND);
        assertThat(gateway.engine.log).containsExactly("term 7");

        proposals.areLimitsAgreed = true;
        gateway.step(SECOND).step(SECOND);

        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12");
    }

    @Test
    void shouldProposeLimitsAgainWhenTheyHaveChanged()
    {
        gateway.context.proposals(proposals);
        proposals.areLimitsAgreed = true;
        gateway.lead().step(SECOND);
        proposals.areLimitsAgreed = false;
        proposals.configurationHash = 6;
        proposals.maxMsgs = 13;
        gateway.step(SECOND);
        assertThat(gateway.engine.log).as("others have not changed yet").containsExactly("term 7", "limits 12");

        proposals.areLimitsAgreed = true;
        gateway.step(SECOND).step(SECOND);

        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12", "limits 13");
    }

    @Test
    void shouldProposeLevelOnceATerm()
    {
        gateway.context.proposals(proposals);
        proposals.featureLevel = 2;
        gateway.lead().step(SECOND);
        assertThat(gateway.engine.log).containsExactly("term 7", "level 2");

        gateway.termId = 8;
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("term 7", "level 2", "term 8", "level 2");
    }

    @Test
    void shouldProposePoliciesOnlyWhenStateIsReadyForThem()
    {
        gateway.context.proposals(proposals);
        proposals.areLimitsAgreed = true;
        gateway.lead().step(SECOND);
        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12");

        proposals.hasPolicies = true;
        gateway.step(SECOND).step(SECOND);
        proposals.configurationHash = 6;
        proposals.maxDeliveries = 5;
        gateway.step(SECOND);

        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12", "policies 4", "dead letters go on",
            "limits 12", "policies 5");
    }

    @Test
    void shouldProposePoliciesBehindTheLevelThatHasThem()
    {
        gateway.context.proposals(proposals);
        proposals.areLimitsAgreed = true;
        proposals.featureLevel = 6;
        gateway.lead();

        assertThat(gateway.engine.log).containsExactly("term 7", "limits 12", "level 6", "policies 4",
            "dead letters go on");
    }

    @Test
    void shouldHoldDeadLettersWhileDiskIsLow()
    {
        gateway.context.proposals(proposals);
        proposals.hasPolicies = true;
        gateway.isDiskLow = true;
        gateway.lead().step(SECOND);
        gateway.isDiskLow = false;
        gateway.step(SECOND);

        assertThat(gateway.engine.log).containsExactly("term 7", "dead letters wait", "dead letters go on");
    }

    @Test
    void shouldTakeBackSubjectsAndForgetWhenLeadershipGoes()
    {
        gateway.lead().connect("me");
        final List<InMemoryLink.Received> acks = gateway.acks("me");
        gateway.engine.isAnswering = false;
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.run();
        gateway.termId = GatewayContext.NULL_TERM_ID;
        gateway.run();
        assertThat(gateway.link.subjects).isEmpty();
        assertThat(gateway.counters.clients().get()).isZero();

        gateway.engine.answer();
        gateway.run();

        assertThat(acks).isEmpty();
        assertThat(gateway.engine.messages).hasSize(1);
        assertThat(gateway.agent.parkTimeoutNs()).isEqualTo(20_000_000);
    }

    @Test
    void shouldServeKnownClientsAgainWhenNextTermOpens()
    {
        gateway.lead().connect("me");
        final List<InMemoryLink.Received> inbox = gateway.link.listen("inbox");
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.run();
        gateway.termId = 8;
        gateway.run();

        assertThat(gateway.engine.log).last().isEqualTo("term 8");
        assertThat(inbox).hasSize(2);
        final List<InMemoryLink.Received> replies = gateway.replies("me");
        replies.clear();
        gateway.sendPing("me", "conn-hb.me");
        gateway.run();
        assertThat(replies.get(0).payload()).isEmpty();
        assertThat(gateway.ready).hasSize(2);
    }

    @Test
    void shouldEnterAgainWhenWayIntoLogWasLost()
    {
        gateway.lead();
        gateway.isConnected = false;
        gateway.run();
        assertThat(gateway.link.subjects).isEmpty();

        gateway.isConnected = true;
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("term 7", "term 7");
        assertThat(gateway.link.subjects).hasSize(9);
    }

    @Test
    void shouldAskAgainWhenGatesDoNotOpenInTime()
    {
        gateway.engine.isAnswering = false;
        gateway.lead();
        gateway.step(5 * SECOND);
        gateway.engine.answer();
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("term 7", "term 7");
        assertThat(gateway.ready).hasSize(1);
    }

    @Test
    void shouldEnterAgainWhenEventsOverranTheOutbox()
    {
        gateway.lead().connect("me");
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.run();
        while (!gateway.outbox.isOverrun())
        {
            gateway.engine.deliver(2, 1, 0);
        }
        gateway.run();

        assertThat(gateway.engine.log).last().isEqualTo("term 7");
        assertThat(gateway.counters.overruns().get()).isEqualTo(1);
        assertThat(gateway.counters.clients().get()).isEqualTo(1);
        assertThat(gateway.counters.subscriptions().get()).isEqualTo(1);
        assertThat(gateway.outbox.isOverrun()).isFalse();
        assertThat(gateway.link.subjects).hasSize(9);
    }

    /**
     * Proposals as a test wants them.
     */
    private static final class TestProposals implements Proposals
    {
        private boolean areLimitsAgreed;
        private int featureLevel;
        private long configurationHash = 5;
        private long maxMsgs = 12;
        private boolean hasPolicies;
        private int maxDeliveries = 4;

        @Override
        public long configurationHash()
        {
            return configurationHash;
        }

        @Override
        public boolean areLimitsAgreed()
        {
            return areLimitsAgreed;
        }

        @Override
        public void writeLimits(final ConfigureLimitsEncoder limits)
        {
            limits.maxMsgs(maxMsgs).channelsCount(0);
        }

        @Override
        public boolean hasPolicies(final int levelProposed)
        {
            return hasPolicies || levelProposed == 6;
        }

        @Override
        public void writePolicies(final ConfigurePoliciesEncoder policies)
        {
            policies.maxDeliveries(maxDeliveries).channelsCount(0);
            policies.deadLetter("");
        }

        @Override
        public int featureLevel()
        {
            return featureLevel;
        }
    }
}
