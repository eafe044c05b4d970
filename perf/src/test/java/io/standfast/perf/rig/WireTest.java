package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the rigs' connections make of the bytes of a server, and what they answer.
 */
class WireTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private final List<String> messages = new ArrayList<>();
    private ServerSocket listener;
    private Socket server;
    private Wire wire;

    @BeforeEach
    void connect() throws IOException
    {
        listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        wire = new Wire(listener.getLocalPort(), 7, 16);
        server = listener.accept();
    }

    @AfterEach
    void close() throws IOException
    {
        wire.close();
        server.close();
        listener.close();
    }

    private void say(final String text) throws IOException
    {
        server.getOutputStream().write(text.getBytes(US_ASCII));
        server.getOutputStream().flush();
    }

    private void keep(final Wire from)
    {
        messages
            .add(from.sid() + " " + text(from.subjectOffset(), from.subjectLength()) + " " + text(from.replyOffset(),
                from.replyLength()) + " " + text(from.payloadOffset(), from.payloadLength()));
    }

    private String text(final int offset, final int length)
    {
        return wire.buffer().getStringWithoutLengthAscii(offset, length);
    }

    private void pollUntil(final int count) throws IOException
    {
        final long beginNs = System.nanoTime();
        while (messages.size() < count)
        {
            assertThat(System.nanoTime() - beginNs).as("messages in time: %s", messages).isLessThan(DEADLINE_NS);
            wire.poll(this::keep);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadAMessageThatComesInPieces() throws IOException
    {
        say("INFO {}\r\nMSG first.one 2 _R.1 5\r\nwho");
        wire.poll(this::keep);
        say("le\r\nMSG second 4  3\r\nM");
        pollUntil(1);
        say("SG\r\n");
        pollUntil(2);

        assertThat(messages).containsExactly("2 first.one _R.1 whole", "4 second  MSG");
    }

    @Test
    void shouldAnswerPingsAndHeartbeatsWithTheNextFlush() throws IOException
    {
        say("PING\r\nMSG beat 3 _R.2 0\r\n\r\nMSG last 4 0\r\n\r\n");
        pollUntil(1);
        assertThat(wire.flush()).isTrue();

        final String answers = "PONG\r\nPUB _R.2 0\r\n\r\n";
        assertThat(new String(server.getInputStream().readNBytes(answers.length()), US_ASCII)).isEqualTo(answers);
        assertThat(messages).containsExactly("4 last  ");
    }

    @Test
    void shouldSayWhatTheServerRefuses() throws IOException
    {
        say("-ERR 'Maximum Payload Violation'\r\n");

        assertThatThrownBy(() -> pollUntil(1)).isInstanceOf(IOException.class).hasMessageContaining("Maximum Payload");
    }

    @Test
    void shouldTakeNoMoreThanThereIsRoomFor() throws IOException
    {
        final byte[] head = "PUB a 100000\r\n".getBytes(US_ASCII);
        final byte[] payload = new byte[100_000];

        assertThat(wire.offer(head, payload)).isTrue();
        assertThat(wire.offer(head, payload)).isTrue();
        assertThat(wire.offer(head, payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE + 1, 0x0123_4567_89AB_CDEFL})
    void shouldReadTheStampThatWasPut(final long stamp)
    {
        final Dialect.Head head = new StanDialect(1).head(0, 3, 128);

        head.stamp(stamp);

        assertThat(Dialect.Head.read(new UnsafeBuffer(head.head()), head.offset())).isEqualTo(stamp);
    }
}
