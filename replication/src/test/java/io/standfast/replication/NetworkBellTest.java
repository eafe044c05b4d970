package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

/**
 * Sockets of a real media driver, waited on as long as it reads them.
 */
class NetworkBellTest
{
    private static final int STREAM_ID = 7;
    private static final int TURNS = 20;

    @TempDir
    private Path directory;

    @Test
    void shouldForgetASocketAsSoonAsTheDriverReadsItNoMore() throws IOException
    {
        final String destination = "aeron:udp?endpoint=127.0.0.1:" + freePort();
        final String aeronDirectory = directory.resolve("aeron").toString();
        final NetworkBell bell = new NetworkBell();
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
