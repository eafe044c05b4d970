package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that ports of this machine are bound at, as the kernel says. Stateless.
 */
final class BoundPorts
{
    private BoundPorts()
    {
    }

    /** Ports of nodes are bound at the address that the list of members has for them, at no other of the machine. */
    static void assertIsBoundWhereItIsToldOnly(final TestCluster cluster)
    {
        for (final String door : cluster.doors())
        {
            final int first = Integer.parseInt(door.substring(door.indexOf(':') + 1));
            final List<String> addresses = Stream.of("tcp", "tcp6", "udp", "udp6").flatMap(
                protocol -> boundAddresses(protocol, first)).toList();

            // UDP of consensus, archive and peers, and TCP of the relay.
            assertThat(addresses).as("ports from " + first + " on").hasSizeGreaterThan(3).allSatisfy(
                address -> assertThat(address).isIn("0100007F", "0000000000000000FFFF00000100007F"));
        }
    }

    /** Local addresses, as the kernel writes them, of ten ports. */
    private static Stream<String> boundAddresses(final String protocol, final int first)
    {
        try
        {
            return Files.readAllLines(Path.of("/proc/net", protocol)).stream().skip(1).map(line -> line.strip().split(
                "\\s+")[1].split(":")).filter(local -> Integer.parseInt(local[1], 16) >= first && Integer.parseInt(
                    local[1], 16) < first + 10)
                .map(local -> local[0]);
        }
        catch (final NoSuchFileException ex)
        {
            return Stream.of();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
