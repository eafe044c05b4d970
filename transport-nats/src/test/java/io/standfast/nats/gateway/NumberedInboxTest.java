package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inboxes are built and read back.
 */
class NumberedInboxTest
{
    private final NumberedInbox inboxes = NumberedInbox.acks(-1);

    @Property
    void shouldReadBackEveryNumber(@ForAll @LongRange(min = 1) final long number)
    {
        assertThat(number(inboxes.subject(number))).isEqualTo(number);
    }

    @Test
    void shouldNameIncarnationInBase62()
    {
        assertThat(inboxes.wildcard()).isEqualTo("_INBOX.LygHa16AHYF.*");
        assertThat(NumberedInbox.acks(0).wildcard()).isEqualTo("_INBOX.0.*");
        assertThat(NumberedInbox.heartbeats(61).wildcard()).isEqualTo("_INBOX.z.hb.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "_INBOX.LygHa16AHYF.", "_INBOX.LygHa16AHYF.x", "_INBOX.LygHa16AHYF.01",
        "_INBOX.LygHa16AHYF.9223372036854775808", "_INBOX.LygHa16AHYF.99999999999999999999", "_INBOX.LygHa16AHYE.1",
        "_INBOX.LygHa16AHYF.-1"})
    void shouldReadNothingWhenSubjectIsForeign(final String subject)
    {
        assertThat(number(subject.getBytes(StandardCharsets.US_ASCII))).isEqualTo(NumberedInbox.NULL_NUMBER);
    }

    private long number(final byte[] subject)
    {
        return inboxes.number(new UnsafeBuffer(subject), 0, subject.length);
    }
}
