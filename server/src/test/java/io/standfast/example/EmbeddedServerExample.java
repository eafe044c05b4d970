package io.standfast.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.streaming.NatsStreaming;
import io.nats.streaming.Options;
import io.nats.streaming.StreamingConnection;
import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.ServerContext;
import io.standfast.server.StandfastServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An application that runs its own server, publishes a message and gets it back.
 */
public final class EmbeddedServerExample
{
    private EmbeddedServerExample()
    {
    }

    /**
     * Entry of the process.
     *
     * @param args directory of the server's data.
     * @throws Exception when something is not as an example expects.
     */
    @SuppressWarnings("try")
    public static void main(final String[] args) throws Exception
    {
        final ServerContext context = new ServerContext()
            .dataDirectory(Path.of(args[0])) // without it messages go when the server goes
            .clusterId("orders-app")
            .flags("-max_age", "24h", "-max_msgs", "100000"); // whatever the command line can say

        try (StandfastServer server = StandfastServer.launch(context))
        {
            server.ready().get(30, TimeUnit.SECONDS);

            final Options options = new Options.Builder().natsUrl(server.clientUrl()).build();
            try (StreamingConnection client = NatsStreaming.connect(server.clusterId(), "me", options))
            {
                final CountDownLatch received = new CountDownLatch(1);
                client.publish("orders", "one pizza".getBytes(UTF_8));
                client.subscribe("orders", message ->
                {
                    System.out.println("received: " + new String(message.getData(), UTF_8));
                    received.countDown();
                }, new SubscriptionOptions.Builder().deliverAllAvailable().build());
                received.await();
            }
        }
    }
}
