package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that do not read, and clients that do not finish what they say, each within what one may hold: together they
 * must not take the memory that the server lives of.
 */
class SlowConsumersIT
{
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int MESSAGE = 1_000_000;

    @TempDir
    private Path directory;
    private final List<SocketChannel> clients = new ArrayList<>();

    @Test
    void shouldServeOthersWhenManyDoNotReadOrDoNotFinish() throws Exception
    {
        try (ServerProcess server = ServerProcess.start(directory, "-dir", directory.resolve("data").toString(), "-p",
            "-1"))
        {
            for (int i = 0; i < 8; i++)
            {
                connect(server, "CONNECT {\"verbose\":false}\r\nSUB flood 1\r\nPING\r\n");
            }
            final Connection publisher = Nats.connect(server.url());
            for (int i = 0; i < 60; i++)
            {
                publisher.publish("flood", new byte[MESSAGE]);
                publisher.flush(WAIT);
            }
            for (int i = 0; i < 160; i++)
            {
                connect(server,
                    "CONNECT {\"verbose\":false}\r\nPUB work " + MESSAGE + "\r\n" + "x".repeat(MESSAGE / 10 *
                        9));
            }

            try (StanClient honest = StanClient.connect(server.url(), "honest"))
            {
                honest.publish("orders", "one");
                final StanInbox inbox = honest.subscribe("orders", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().build());
                assertThat(inbox.awaitCount(1).texts()).containsExactly("one");
            }
            assertThat(server.process().output()).contains("slow consumer: connection ");
            publisher.close();
        }
        finally
        {
            clients.forEach(CloseHelper::quietClose);
        }
    }

    private void connect(final ServerProcess server, final String text) throws IOException
    {
        final SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort()));
        final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try
        {
            while (bytes.hasRemaining())
            {
                client.write(bytes);
            }
        }
        catch (final IOException ex)
        {
            // It was dropped for what it held, as it should be when others need the room.
            assertThat(bytes.position()).isPositive();
        }
    }
}
