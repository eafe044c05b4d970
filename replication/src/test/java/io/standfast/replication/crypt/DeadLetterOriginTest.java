package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which channels a dead letter may come from.
 */
class DeadLetterOriginTest
{
    private static List<String> origins(final String reply)
    {
        final byte[] bytes = ("x;" + reply + ";y.1?deliveries=").getBytes(UTF_8);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final DeadLetterOrigin origin = new DeadLetterOrigin().of(buffer, 2, reply.getBytes(UTF_8).length);
        final List<String> found = new ArrayList<>();
        while (origin.next())
        {
            final byte[] name = new byte[origin.length()];
            buffer.getBytes(origin.offset(), name);
            found.add(new String(name, UTF_8));
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"orders.42?deliveries=5&client=ann&durable=d | orders",
        "orders.eu.de.7?deliveries=1 | orders.eu.de", "o.1?deliveries=2 | o",
        "orders.42?deliveries=5;dead.7?deliveries=3&client=bob | dead,orders,orders.42?deliveries=5;dead",
        "a;b.1?deliveries=2 | b,a;b"})
    void shouldNameTheNewestFirst(final String reply, final String channels)
    {
        assertThat(origins(reply)).containsExactly(channels.split(","));
    }

    @ParameterizedTest
    @CsvSource({"_INBOX.abc.1", "?deliveries=1", "orders?deliveries=1", "''", "orders.42?deliveries",
        "orders.?deliveries=",
        ".1?deliveries=1", "1?deliveries=1", "?"})
    void shouldNameNoneWhenThereIsNone(final String reply)
    {
        assertThat(origins(reply)).isEmpty();
    }

    @Test
    void shouldStopAtTheLongestNameThatTheEngineWrites()
    {
        assertThat(origins("n".repeat(4096) + ".1?deliveries=2")).containsExactly("n".repeat(4096));
        assertThat(origins("n".repeat(4097) + ".1?deliveries=2")).isEmpty();
    }
}
