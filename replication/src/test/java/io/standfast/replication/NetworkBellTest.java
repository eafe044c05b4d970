package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

/**
 * Sockets of a real media driver, waited on as long as it reads them.
 */
class NetworkBellTest
{
    private static final int STREAM_ID = 7;
    private static final int OWN_STREAM_ID = 8;
    private static final int TURNS = 20;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long HEARTBEATS_NS = TimeUnit.MILLISECONDS.toNanos(250);

    @TempDir
    private Path directory;

    @Test
    void shouldForgetASocketAsSoonAsTheDriverReadsItNoMore() throws IOException
    {
        final String destination = "aeron:udp?endpoint=127.0.0.1:" + freePort();
        final String aeronDirectory = directory.resolve("aeron").toString();
        final NetworkBell bell = new NetworkBell(OWN_STREAM_ID);
        try (bell;
            MediaDriver driver = MediaDriver.launch(bell.watch(new MediaDriver.Context().aeronDirectoryName(
                aeronDirectory).threadingMode(ThreadingMode.INVOKER).dirDeleteOnShutdown(true)));
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory)
                .useConductorAgentInvoker(true).driverAgentInvoker(
                    driver.sharedAgentInvoker()));
            Subscription subscription = aeron.addSubscription("aeron:udp?control-mode=manual", STREAM_ID))
        {
            subscription.addDestination(destination);
            turn(driver);
            final int before = bell.watched();

            subscription.removeDestination(destination);
            turn(driver);

            assertThat(before).isEqualTo(1);
            assertThat(bell.watched()).as("without a wait").isZero();
            subscription.addDestination(destination);
            turn(driver);
            assertThat(bell.watched()).as("its port was free again").isEqualTo(1);
        }
    }

    @Test
    void shouldCallNewsWhatOthersReadAndNotHeartbeats() throws IOException
    {
        final String channel = "aeron:udp?endpoint=127.0.0.1:" + freePort();
        final String aeronDirectory = directory.resolve("aeron").toString();
        final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        final NetworkBell bell = new NetworkBell(OWN_STREAM_ID);
        try (bell;
            MediaDriver driver = MediaDriver.launch(bell.watch(new MediaDriver.Context().aeronDirectoryName(
                aeronDirectory).threadingMode(ThreadingMode.INVOKER).dirDeleteOnShutdown(true)));
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory)
                .useConductorAgentInvoker(true).driverAgentInvoker(driver.sharedAgentInvoker()));
            Subscription subscription = aeron.addSubscription(channel, STREAM_ID);
            Subscription ownSubscription = aeron.addSubscription(channel, OWN_STREAM_ID);
            Publication publication = aeron.addPublication(channel, STREAM_ID);
            Publication own = aeron.addPublication(channel, OWN_STREAM_ID))
        {
            final long deadlineNs = System.nanoTime() + DEADLINE_NS;
            while (!(publication.isConnected() && own.isConnected() && subscription.isConnected() && ownSubscription
                .isConnected()))
            {
                assertThat(System.nanoTime() - deadlineNs).as("not connected").isNegative();
                driver.sharedAgentInvoker().invoke();
                aeron.conductorAgentInvoker().invoke();
            }
            assertThat(bell.takeNews()).as("somebody new").isTrue();
            runFor(driver, HEARTBEATS_NS);
            for (int turn = 0; turn < TURNS; turn++)
            {
                bell.takeNews();
            }

            runFor(driver, HEARTBEATS_NS);
            assertThat(bell.takeNews()).as("heartbeats and their acknowledgements").isFalse();
            assertThat(own.offer(message)).isPositive();
            runFor(driver, HEARTBEATS_NS);
            assertThat(bell.takeNews()).as("of the stream that is ignored").isFalse();
            assertThat(publication.offer(message)).isPositive();
            turn(driver);
            assertThat(bell.takeNews()).as("a message").isTrue();
            assertThat(bell.takeNews()).as("news once only").isFalse();
            // The other side says so when it has read a quarter of what it takes at once.
            final UnsafeBuffer large = new UnsafeBuffer(new byte[1024]);
            for (int i = 0; i < 64; i++)
            {
                assertThat(publication.offer(large)).isPositive();
                turn(driver);
                bell.takeNews();
            }
            assertThat(bell.takeNews()).as("nothing is read yet").isFalse();
            while (subscription.poll((buffer, offset, length, header) ->
            {
            }, 1) > 0)
            {
                turn(driver);
            }
            runFor(driver, HEARTBEATS_NS);
            assertThat(bell.takeNews()).as("room for another one").isTrue();
            runFor(driver, HEARTBEATS_NS);
            assertThat(bell.takeNews()).as("heartbeats again").isFalse();
        }
    }

    private static void runFor(final MediaDriver driver, final long ns)
    {
        final long beginNs = System.nanoTime();
        while (System.nanoTime() - beginNs < ns)
        {
            driver.sharedAgentInvoker().invoke();
            Thread.yield();
        }
    }

    private static void turn(final MediaDriver driver)
    {
        for (int i = 0; i < TURNS; i++)
        {
            driver.sharedAgentInvoker().invoke();
        }
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            return socket.getLocalPort();
        }
    }
}
