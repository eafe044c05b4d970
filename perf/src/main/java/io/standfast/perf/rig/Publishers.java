package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.server.bench.LeanClient;

/**
 * What a lean client says to a STAN server and to JetStream. Stateless.
 */
final class Publishers
{
    private static final String HELLO = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
    private static final int BUFFER = 64 * 1024;

    private Publishers()
    {
    }

    /** Connect as a STAN client. */
    static LeanClient stan(final int port, final String clientId) throws IOException
    {
        final LeanClient client = new LeanClient(port);
        client.send(HELLO + inboxes(clientId));
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = new ConnectRequestEncoder().wrap(buffer, 0).clientId(clientId).heartbeatInbox("_INBOX." +
            clientId + ".hb").encodedLength();
        client.send(LeanClient.frame("PUB _STAN.discover.test-cluster _INBOX." + clientId + ".c", buffer.byteArray(),
            length));
        final String answer = new String(client.awaitMessage(), US_ASCII);
        if (!answer.contains("_STAN.pub.test-cluster"))
        {
            throw new IOException("not connected: " + answer);
        }
        return client;
    }

    /** The same client on a new connection, after it has lost the one before; nothing is asked of the server. */
    static LeanClient again(final int port, final String clientId, final int timeoutMs) throws IOException
    {
        final LeanClient client = new LeanClient(new InetSocketAddress("127.0.0.1", port), timeoutMs, BUFFER);
        client.send(HELLO + inboxes(clientId));
        return client;
    }

    private static String inboxes(final String clientId)
    {
        return "SUB _INBOX." + clientId + ".c 1\r\nSUB _INBOX." + clientId + ".a 2\r\nSUB _INBOX." + clientId +
            ".hb 3\r\nSUB _INBOX." + clientId + ".m 4\r\n";
    }

    /** The frame of one publish. */
    static byte[] stanFrame(final String clientId, final String channel, final int payload)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[payload + 512]);
        final int length = new PubMsgEncoder().wrap(buffer, 0).clientId(clientId).guid("FCVTEX3LDEYB9FU1S8O58V")
            .subject(channel).data(new byte[payload]).encodedLength();
        return LeanClient.frame("PUB _STAN.pub.test-cluster." + channel + " _INBOX." + clientId + ".a", buffer
            .byteArray(), length);
    }

    /** Subscribe to all that is stored; the first message that comes is the response. */
    static void stanSubscribe(final LeanClient client, final String clientId, final String channel,
        final int maxInFlight) throws IOException
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(clientId).subject(channel).inbox(
            "_INBOX." + clientId + ".m").maxInFlight(maxInFlight).ackWaitInSecs(30).startPosition(4).encodedLength();
        client.send(LeanClient.frame("PUB _STAN.sub.test-cluster _INBOX." + clientId + ".c", buffer.byteArray(),
            length));
    }

    /** Connect, subscribe and close, in one piece; all three are answered to one inbox. */
    static byte[] cycle(final String clientId, final String queue, final String durable, final String reply)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final ByteArrayOutputStream cycle = new ByteArrayOutputStream();
        int length = new ConnectRequestEncoder().wrap(buffer, 0).clientId(clientId).heartbeatInbox("_INBOX.cycles.hb")
            .encodedLength();
        cycle.writeBytes(LeanClient.frame("PUB _STAN.discover.test-cluster " + reply, buffer.byteArray(), length));
        length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(clientId).subject("cycles").qGroup(queue)
            .inbox("_INBOX.cycles.m").maxInFlight(10).ackWaitInSecs(30).durableName(durable).encodedLength();
        cycle.writeBytes(LeanClient.frame("PUB _STAN.sub.test-cluster " + reply, buffer.byteArray(), length));
        length = new CloseRequestEncoder().wrap(buffer, 0).clientId(clientId).encodedLength();
        cycle.writeBytes(LeanClient.frame("PUB _STAN.close.test-cluster " + reply, buffer.byteArray(), length));
        return cycle.toByteArray();
    }

    /** Connect to JetStream and make a stream on file. */
    static LeanClient jetStream(final int port, final String stream) throws IOException
    {
        final LeanClient client = new LeanClient(port);
        client.send(HELLO + "SUB _INBOX.js.c 1\r\nSUB _INBOX.js.a 2\r\nSUB _INBOX.js.m 4\r\n");
        final byte[] create = ("{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream +
            ".>\"],\"storage\":\"file\",\"num_replicas\":1,\"discard\":\"old\"}").getBytes(US_ASCII);
        client.send(LeanClient.frame("PUB $JS.API.STREAM.CREATE." + stream + " _INBOX.js.c", create, create.length));
        final String answer = new String(client.awaitMessage(), US_ASCII);
        if (answer.contains("\"error\""))
        {
            throw new IOException("no stream: " + answer);
        }
        return client;
    }

    static byte[] jetStreamFrame(final String subject, final int payload)
    {
        return LeanClient.frame("PUB " + subject + " _INBOX.js.a", new byte[payload], payload);
    }
}
