package io.standfast.nats.link.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.ConnectResponseDecoder;

/**
 * Asks, before anything is served, whether a server of the same cluster id answers already (STAN-SPEC 1.15). Stateless;
 * blocks its caller for at most a quarter of a second.
 */
final class TwinProbe
{
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private TwinProbe()
    {
    }

    /**
     * Look for a twin; one that registered our probe is asked to forget it.
     *
     * @param connection to the broker, up.
     * @param clusterId  of this server.
     * @return what to tell the operator, or null when nobody answered.
     * @throws InterruptedException when the wait is interrupted.
     */
    static String ask(final Connection connection, final String clusterId) throws InterruptedException
    {
        final Message answer = connection.request("_STAN.discover." + clusterId, connectRequest(connection, clusterId),
            TIMEOUT);
        if (answer == null || answer.isStatusMessage())
        {
            return null;
        }
        final ConnectResponseDecoder response = new ConnectResponseDecoder();
        final byte[] body = answer.getData();
        if (!response.wrap(new UnsafeBuffer(body), 0, body.length))
        {
            return "something else answers on \"_STAN.discover." + clusterId + "\" of the NATS server, with " +
                body.length + " bytes that are no connect response: choose another cluster id (-cid) or stop it";
        }
        if (!response.closeRequests().isEmpty())
        {
            connection.request(response.closeRequests(), closeRequest(clusterId), TIMEOUT);
        }
        return "discovered another streaming server with cluster ID \"" + clusterId + "\"";
    }

    private static byte[] connectRequest(final Connection connection, final String clusterId)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ConnectRequestEncoder encoder = new ConnectRequestEncoder().wrap(buffer, 0);
        encoder.clientId(clusterId.getBytes(US_ASCII)).heartbeatInbox(connection.createInbox());
        final byte[] request = new byte[encoder.encodedLength()];
        buffer.getBytes(0, request);
        return request;
    }

    private static byte[] closeRequest(final String clusterId)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final CloseRequestEncoder encoder = new CloseRequestEncoder().wrap(buffer, 0);
        encoder.clientId(clusterId.getBytes(US_ASCII));
        final byte[] request = new byte[encoder.encodedLength()];
        buffer.getBytes(0, request);
        return request;
    }
}
