package io.standfast.nats.gateway;

import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.PingEncoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.UnsubscribeRequestEncoder;
import io.standfast.replication.log.EventPublisher;
import io.standfast.replication.log.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.NoOpIdleStrategy;

/**
 * A gateway between a NATS world in memory and a small engine, with a clock stepped by hand.
 */
final class GatewayFixture
{
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;

    long nowNs = SECOND;
    long termId = GatewayContext.NULL_TERM_ID;
    boolean isConnected = true;
    boolean isDiskLow;
    boolean isStateSplit;
    private long engineNs;
    final Outbox outbox = new Outbox(Outbox.CAPACITY_MIN);
    final InMemoryLink link = new InMemoryLink();
    final EventPublisher events = new EventPublisher(outbox, NoOpIdleStrategy.INSTANCE, () -> engineNs += 100, 1_000,
        link::wakeup);
    final ScriptedEngine engine = new ScriptedEngine(events);
    final GatewayCounters counters = GatewayCounters.standalone();
    final List<Throwable> errors = new ArrayList<>();
    final List<String> ready = new ArrayList<>();
    final GatewayContext context = new GatewayContext().incarnation(125).link(link).ingress(engine).outbox(outbox)
        .messageSource(engine::read).clock(() -> nowNs).wallClock(() -> 5_000 + nowNs)
        .leadershipTermId(() -> isConnected ? termId : GatewayContext.NULL_TERM_ID).counters(counters)
        .diskLow(() -> isDiskLow).stateSplit(() -> isStateSplit).errorHandler(errors::add)
        .onReady(() -> ready.add("ready"));
    final AdminProxy orders = new AdminProxy(link::wakeup);
    GatewayAgent agent;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    GatewayFixture start()
    {
        agent = new GatewayAgent(context, orders);
        agent.onStart();
        return this;
    }

    GatewayFixture lead()
    {
        events.lead();
        termId = 7;
        return run();
    }

    GatewayFixture run()
    {
        while (agent.doWork() > 0)
        {
            Thread.onSpinWait();
        }
        return this;
    }

    /** Step the clock in small steps. */
    GatewayFixture step(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        while (nowNs < endNs)
        {
            nowNs = Math.min(endNs, nowNs + 100 * MS);
            run();
        }
        return this;
    }

    GatewayFixture connect(final String id)
    {
        sendConnect(id, "hb." + id);
        return run();
    }

    void sendConnect(final String id, final String heartbeatInbox)
    {
        final int length = new ConnectRequestEncoder().wrap(buffer, 0).clientId(id).heartbeatInbox(heartbeatInbox)
            .protocol(1).connId(bytes("conn-" + heartbeatInbox)).pingInterval(5).pingMaxOut(88).encodedLength();
        send("_STAN.discover.test-cluster", "reply." + id, length);
    }

    /** A client of the old protocol: no connection id, no pings. */
    void sendConnectOfProtocolZero(final String id)
    {
        send("_STAN.discover.test-cluster", "reply." + id, new ConnectRequestEncoder().wrap(buffer, 0).clientId(id)
            .heartbeatInbox("hb." + id).encodedLength());
    }

    void sendPublish(final String id, final String channel, final String guid, final String data)
    {
        final int length = new PubMsgEncoder().wrap(buffer, 0).clientId(id).guid(guid).subject(channel).data(data)
            .encodedLength();
        send("_STAN.pub.test-cluster." + channel, "acks." + id, length);
    }

    void sendSubscribe(final String id, final String channel, final String inbox)
    {
        sendSubscribe(id, channel, inbox, 30);
    }

    void sendSubscribe(final String id, final String channel, final String inbox, final int ackWaitS)
    {
        final int length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(id).subject(channel).inbox(inbox)
            .maxInFlight(10).ackWaitInSecs(ackWaitS).encodedLength();
        send("_STAN.sub.test-cluster", "reply." + id, length);
    }

    void sendUnsubscribe(final String kind, final String id, final String channel, final String inbox,
        final String reply)
    {
        final int length = new UnsubscribeRequestEncoder().wrap(buffer, 0).clientId(id).subject(channel).inbox(inbox)
            .encodedLength();
        send("_STAN." + kind + ".test-cluster", reply, length);
    }

    void sendClose(final String id)
    {
        final int length = new CloseRequestEncoder().wrap(buffer, 0).clientId(id).encodedLength();
        send("_STAN.close.test-cluster", "reply." + id, length);
    }

    void sendPing(final String id, final String connId)
    {
        final int length = new PingEncoder().wrap(buffer, 0).connId(bytes(connId)).encodedLength();
        send("_STAN.discover.test-cluster.pings", "reply." + id, length);
    }

    void sendAck(final String ackInbox, final String channel, final long sequence)
    {
        final int length = new AckEncoder().wrap(buffer, 0).subject(channel).sequence(sequence).encodedLength();
        send(ackInbox, "", length);
    }

    void sendRaw(final String subject, final String reply, final byte[] payload)
    {
        link.send(subject, reply, payload);
    }

    List<InMemoryLink.Received> replies(final String id)
    {
        return link.listen("reply." + id);
    }

    List<InMemoryLink.Received> acks(final String id)
    {
        return link.listen("acks." + id);
    }

    static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(final String subject, final String reply, final int length)
    {
        final byte[] payload = new byte[length];
        buffer.getBytes(0, payload);
        link.send(subject, reply, payload);
    }
}
