package io.standfast.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.doctor.Finding.Level;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said of disks and ports.
 */
class DirectoryProbeTest
{
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"100,FAILURE", "1000,WARNING", "100000,OK"})
    void shouldJudgeRoom(final long mb, final Level expected)
    {
        assertThat(new DirectoryProbe(directory).room(mb).level()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"ext4,OK", "xfs,OK", "nfs4,WARNING", "tmpfs,WARNING", "overlay,WARNING", "fuse.sshfs,WARNING"})
    void shouldJudgeKindOfFileSystem(final String type, final Level expected)
    {
        assertThat(new DirectoryProbe(directory).kind(type).level()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1000000,OK", "19000000,OK", "25000000,WARNING"})
    void shouldJudgeTimeThatASyncTakes(final long ns, final Level expected)
    {
        assertThat(DirectoryProbe.force(ns, 2 * ns).level()).isEqualTo(expected);
    }

    @Test
    void shouldLookAtParentAndLeaveNothingWhenDirectoryIsNotThereYet()
    {
        assertThat(new DirectoryProbe(directory.resolve("data/of/node")).look()).hasSize(3);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldFailWhenNothingCanBeWritten()
    {
        assertThat(new DirectoryProbe(Path.of("/proc/self/standfast")).look()).singleElement().satisfies(
            finding -> assertThat(finding.level()).isEqualTo(Level.FAILURE));
    }

    @Test
    void shouldTellFreePortsFromTakenOnes() throws IOException
    {
        final InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
            DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0)))
        {
            assertThat(PortProbe.tcp("clients", "127.0.0.1", tcp.getLocalPort()).level()).isEqualTo(Level.WARNING);
            assertThat(PortProbe.udp("127.0.0.1", udp.getLocalPort(), 1).level()).isEqualTo(Level.WARNING);
        }
        try (ServerSocket tcp = new ServerSocket(0, 1, loopback))
        {
            assertThat(PortProbe.udp("127.0.0.1", tcp.getLocalPort(), 1).level()).as("TCP is not UDP").isEqualTo(
                Level.OK);
            assertThat(PortProbe.node("127.0.0.1", tcp.getLocalPort(), 1, tcp.getLocalPort())).satisfies(finding ->
            {
                assertThat(finding.level()).isEqualTo(Level.WARNING);
                assertThat(finding.found()).contains("for clients that other nodes pass on");
            });
        }
    }
}
