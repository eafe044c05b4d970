package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.StoreContext;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;

/**
 * What lies in the store is opened for its channel, and dead letters for the channel that they come from, whatever
 * clients have written into their reply subjects.
 */
class StoredPayloadTest
{
    private static final String TEXT = "a plain text that nobody else should read";
    private static final int ROUNDS = 5_000;
    private static final long CIPHER_BYTES = 2048;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PayloadSealer sealer = new PayloadSealer(MasterKey.of("secret".getBytes(UTF_8)), AtRestCipher.AES);
    private final PayloadOpener opener = new PayloadOpener(MasterKey.of("secret".getBytes(UTF_8)));
    private StoredMessage message = new StoredMessage();
    private MessageLog log;
    private ChannelIndex index;
    private StoreReader reader;
    private long sequence;

    @TempDir
    private Path directory;

    @BeforeEach
    void open()
    {
        log = new MessageLog(new StoreContext().directory(directory).segmentCapacity(8 * 1024 * 1024));
        log.open();
        log.restore();
        index = log.openChannel(1, 1);
        reader = log.newReader();
    }

    @AfterEach
    void close()
    {
        reader.close();
        log.close();
    }

    /** As the gateway and then, when it became a dead letter, the engine has stored it. */
    private void store(final String sealedFor, final String reply)
    {
        final UnsafeBuffer name = new UnsafeBuffer(sealedFor.getBytes(UTF_8));
        final UnsafeBuffer text = new UnsafeBuffer(TEXT.getBytes(UTF_8));
        final UnsafeBuffer replySubject = new UnsafeBuffer(reply.getBytes(UTF_8));
        sealer.seal(name, 0, name.capacity(), text, 0, text.capacity());
        final long location = log.append(index, ++sequence, sequence, sequence, new MessageBody().key(sealer.keyId(),
            sealer.nonceHigh(), sealer.nonceLow()).headers(name, 0, 0).reply(replySubject, 0, replySubject.capacity())
            .payload(sealer.buffer(), 0, sealer.length()));
        assertThat(reader.read(location, 1, sequence, message)).isTrue();
    }

    private String openedFor(final String channel) throws SealedException
    {
        opener.open(message, channel.getBytes(UTF_8));
        return opener.buffer().getStringWithoutLengthUtf8(0, opener.length());
    }

    @Test
    void shouldOpenAMessageForItsChannelOnly() throws SealedException
    {
        store("orders", "_INBOX.1");

        assertThat(openedFor("orders")).isEqualTo(TEXT);
        assertThatThrownBy(() -> openedFor("bills")).isInstanceOf(SealedException.class).hasMessageContaining(
            "is not what was encrypted for this channel");
        assertThat(openedFor("orders")).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders.1?deliveries=3&client=me", "orders.1?deliveries=3&client=me&durable=d;dead.7?" +
        "deliveries=1&client=you", "orders.1?deliveries=3;dead.7?deliveries=1;deader.2?deliveries=9&queue=q",
        // What clients have put before and behind it.
        "evil.1?deliveries=;orders.1?deliveries=3&client=me", "_INBOX;x.2?deliveries=1;;orders.1?deliveries=3&client=m",
        "orders.1?deliveries=3&client=me&queue=;evil.4?deliveries=5", "?deliveries=;orders.1?deliveries=3"})
    void shouldOpenADeadLetterForTheChannelThatItComesFrom(final String reply) throws SealedException
    {
        store("orders", reply);

        assertThat(openedFor("dead")).isEqualTo(TEXT);
        assertThat(openedFor("dead")).isEqualTo(TEXT);
    }

    /** As many as a reply subject and the names of a durable and a queue group can hold. */
    @Test
    void shouldOpenADeadLetterWhateverClientsWriteAroundItsOrigin() throws SealedException
    {
        final String noise = "e;.1?deliveries=;";

        store("orders", noise.repeat(1800) + "orders.1?deliveries=3&client=me&durable=" + noise.repeat(60) + "&queue=" +
            ";".repeat(500) + noise.repeat(30) + ";dead.7?deliveries=3&client=me&queue=" + noise.repeat(60));

        assertThat(openedFor("deader")).isEqualTo(TEXT);
    }

    /** Else whoever may publish to a channel could stop it. */
    @ParameterizedTest
    @ValueSource(strings = {"bills.1?deliveries=3&client=me", "orders.1?deliveries=3", "?deliveries=",
        "a.1?deliveries="})
    void shouldOpenAMessageThatOnlyLooksLikeADeadLetter(final String reply) throws SealedException
    {
        store("orders", reply);

        assertThat(openedFor("orders")).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bills.1?deliveries=3&client=me", "orders?deliveries=3", "orders.x?deliveries=3", "orders",
        ""})
    void shouldNotOpenADeadLetterOfAnotherChannel(final String reply)
    {
        store("orders", reply);

        assertThatThrownBy(() -> openedFor("dead")).isInstanceOf(SealedException.class).hasMessageContaining(
            "is not what was encrypted for this channel");
    }

    /** What Java's cipher allocates is the same for both; what is done around it must not add to that. */
    @Test
    void shouldAllocateNoMoreThanTheCipherDoes() throws SealedException
    {
        final StoredMessage own = message;
        store("orders", "");
        final StoredMessage dead = new StoredMessage();
        message = dead;
        store("orders", "orders.1?deliveries=3&client=me");
        final byte[] orders = "orders".getBytes(UTF_8);
        final byte[] bin = "dead".getBytes(UTF_8);
        opened(own, orders, dead, bin);
        opened(own, orders, dead, bin);

        final long before = threads.getCurrentThreadAllocatedBytes();
        opened(own, orders, dead, bin);
        final long perMessage = (threads.getCurrentThreadAllocatedBytes() - before) / (2 * ROUNDS);

        System.out.println("opened message: " + perMessage + " B");
        assertThat(perMessage).isLessThan(CIPHER_BYTES);
    }

    /** One after the other: a cipher that is to open the same message twice in a row has to be made anew. */
    private void opened(final StoredMessage first, final byte[] firstName, final StoredMessage second,
        final byte[] secondName) throws SealedException
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            opener.open(first, firstName);
            opener.open(second, secondName);
        }
    }

    @Test
    void shouldSayThatTheKeyIsMissingFirst()
    {
        store("orders", "");

        assertThatThrownBy(() -> new PayloadOpener(null).open(message, "bills".getBytes(UTF_8))).hasMessageContaining(
            "this server has no key");
    }
}
