package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;

/**
 * Members whose names have no address.
 */
class PeerNamesTest
{
    /** RFC 6761: no resolver has it. */
    private static final String NOBODY = "nobody.invalid";

    private final PeerNames names = new PeerNames("localhost");

    @Test
    void shouldResolveAsOthersDoWhenNameHasAddress() throws UnknownHostException
    {
        assertThat(names.resolve("localhost", "endpoint", false)).isEqualTo(InetAddress.getByName("localhost"));
        assertThat(names.resolve("10.1.2.3", "endpoint", true)).isEqualTo(InetAddress.getByName("10.1.2.3"));
    }

    @Test
    void shouldSendNowhereWhenNameOfAnotherHasNone()
    {
        final InetAddress address = names.resolve(NOBODY, "endpoint", false);

        assertThat(address.isLoopbackAddress()).isTrue();
        assertThat(address).isNotEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void shouldFailWhenOwnNameHasNone()
    {
        assertThat(new PeerNames(NOBODY).resolve(NOBODY, "endpoint", false)).isNull();
    }
}
