package io.standfast.codecs.stan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Frames worked out by hand from the wire format, both ways, so that no library is the only witness.
 */
class KnownAnswerTest
{
    private static final byte[] CONNECT_REQUEST = hex(
        "0A 02 6D 65  12 02 5F 49  18 01  22 02 01 FF  28 FF FF FF FF FF FF FF FF FF 01  30 03");
    private static final byte[] PUB_MSG = hex(
        "0A 01 63  12 01 67  1A 03 61 2E 62  22 01 72  2A 03 00 01 02  32 01 69  52 01 EE");
    private static final byte[] MSG_PROTO = hex(
        "08 AC 02  12 03 66 6F 6F  1A 01 72  22 02 68 69  28 80 01  30 01  38 FF FF FF FF 0F  50 05");
    private static final byte[] SUBSCRIPTION_REQUEST = hex(
        "0A 01 63  12 01 73  1A 01 71  22 01 69  28 80 08  30 1E  3A 01 64  50 03" +
            "58 FF FF FF FF FF FF FF FF FF 01  60 01");

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);

    @Test
    void shouldReadConnectRequest()
    {
        final ConnectRequestDecoder decoder = new ConnectRequestDecoder();

        assertThat(decoder.wrap(new UnsafeBuffer(CONNECT_REQUEST), 0, CONNECT_REQUEST.length)).isTrue();

        assertThat(decoder.clientId()).isEqualTo("me");
        assertThat(decoder.clientIdOffset()).isEqualTo(2);
        assertThat(decoder.clientIdLength()).isEqualTo(2);
        assertThat(decoder.heartbeatInbox()).isEqualTo("_I");
        assertThat(decoder.protocol()).isEqualTo(1);
        assertThat(decoder.connId()).containsExactly(1, 0xFF);
        assertThat(decoder.pingInterval()).isEqualTo(-1);
        assertThat(decoder.pingMaxOut()).isEqualTo(3);
    }

    @Test
    void shouldWriteConnectRequest()
    {
        final ConnectRequestEncoder encoder = new ConnectRequestEncoder().wrap(buffer, 5)
            .clientId("me").heartbeatInbox("_I").protocol(1)
            .connId(new byte[]{1, -1})
            .pingInterval(-1).pingMaxOut(3);

        assertThat(written(5, encoder.encodedLength())).isEqualTo(CONNECT_REQUEST);
    }

    @Test
    void shouldReadPubMsg()
    {
        final PubMsgDecoder decoder = new PubMsgDecoder();
        buffer.putBytes(9, PUB_MSG);

        assertThat(decoder.wrap(buffer, 9, PUB_MSG.length)).isTrue();

        assertThat(decoder.buffer()).isSameAs(buffer);
        assertThat(decoder.clientId()).isEqualTo("c");
        assertThat(decoder.guid()).isEqualTo("g");
        assertThat(decoder.subject()).isEqualTo("a.b");
        assertThat(decoder.reply()).isEqualTo("r");
        assertThat(decoder.data()).containsExactly(0, 1, 2);
        assertThat(decoder.dataOffset()).isEqualTo(9 + 16);
        assertThat(decoder.connId()).containsExactly('i');
        assertThat(decoder.sha256()).containsExactly(0xEE);
    }

    @Test
    void shouldWritePubMsg()
    {
        final PubMsgEncoder encoder = new PubMsgEncoder().wrap(buffer, 0)
            .clientId("c").guid("g").subject("a.b").reply("r")
            .data(new UnsafeBuffer(new byte[]{9, 0, 1, 2, 9}), 1, 3)
            .connId("i").sha256(new byte[]{(byte) 0xEE});

        assertThat(written(0, encoder.encodedLength())).isEqualTo(PUB_MSG);
    }

    @Test
    void shouldReadMsgProto()
    {
        final MsgProtoDecoder decoder = new MsgProtoDecoder();

        assertThat(decoder.wrap(new UnsafeBuffer(MSG_PROTO), 0, MSG_PROTO.length)).isTrue();

        assertThat(decoder.sequence()).isEqualTo(300);
        assertThat(decoder.subject()).isEqualTo("foo");
        assertThat(decoder.reply()).isEqualTo("r");
        assertThat(decoder.data()).containsExactly('h', 'i');
        assertThat(decoder.timestamp()).isEqualTo(128);
        assertThat(decoder.redelivered()).isTrue();
        assertThat(decoder.redeliveryCount()).isEqualTo(-1);
        assertThat(decoder.crc32()).isEqualTo(5);
    }

    @Test
    void shouldWriteMsgProto()
    {
        final MsgProtoEncoder encoder = message(new UnsafeBuffer(buffer, 3, MSG_PROTO.length), 0);

        assertThat(written(3, encoder.encodedLength())).isEqualTo(MSG_PROTO);
        assertThat(MsgProtoEncoder.computeLength(300, 3, 1, 2, 128, true, -1)).isEqualTo(MSG_PROTO.length - 2);
    }

    @Test
    void shouldReadSubscriptionRequest()
    {
        final SubscriptionRequestDecoder decoder = new SubscriptionRequestDecoder();

        assertThat(decoder.wrap(new UnsafeBuffer(SUBSCRIPTION_REQUEST), 0, SUBSCRIPTION_REQUEST.length)).isTrue();

        assertThat(decoder.qGroup()).isEqualTo("q");
        assertThat(decoder.inbox()).isEqualTo("i");
        assertThat(decoder.maxInFlight()).isEqualTo(1024);
        assertThat(decoder.ackWaitInSecs()).isEqualTo(30);
        assertThat(decoder.durableName()).isEqualTo("d");
        assertThat(decoder.startPosition()).isEqualTo(3);
        assertThat(Long.toUnsignedString(decoder.startSequence())).isEqualTo("18446744073709551615");
        assertThat(decoder.startTimeDelta()).isEqualTo(1);
    }

    @Test
    void shouldWriteTwoByteTagOfPublicKey()
    {
        final ConnectResponseEncoder encoder = new ConnectResponseEncoder().wrap(buffer, 0).publicKey("k");

        assertThat(written(0, encoder.encodedLength())).isEqualTo(hex("A2 06 01 6B"));
    }

    @Test
    void shouldWriteNothingWhenAllIsDefault()
    {
        final MsgProtoEncoder encoder = new MsgProtoEncoder().wrap(buffer, 0)
            .sequence(0).subject("").reply(new byte[0]).data(buffer, 0, 0).timestamp(0).redelivered(false)
            .redeliveryCount(0).crc32(0);

        assertThat(encoder.encodedLength()).isZero();
        assertThat(MsgProtoEncoder.computeLength(0, 0, 0, 0, 0, false, 0)).isZero();
        assertThat(new PingDecoder().wrap(buffer, 0, 0)).isTrue();
    }

    @Test
    void shouldWriteQuestionMarkForLoneSurrogate()
    {
        final PubAckEncoder encoder = new PubAckEncoder().wrap(buffer, 0).guid("a\uD800b\uDC00");

        assertThat(written(0, encoder.encodedLength())).isEqualTo(hex("0A 04 61 3F 62 3F"));
    }

    @Test
    void shouldForgetPreviousFrameWhenWrappedAgain()
    {
        final PubMsgDecoder decoder = new PubMsgDecoder();
        decoder.wrap(new UnsafeBuffer(PUB_MSG), 0, PUB_MSG.length);

        assertThat(decoder.wrap(buffer, 0, 0)).isTrue();

        assertThat(decoder.clientId()).isEmpty();
        assertThat(decoder.dataLength()).isZero();
        assertThat(decoder.data()).isEmpty();
    }

    @Test
    void shouldRefuseRangeThatIsNotInTheBuffer()
    {
        final PubMsgDecoder decoder = new PubMsgDecoder();

        assertThat(decoder.wrap(buffer, -1, 2)).isFalse();
        assertThat(decoder.wrap(buffer, 0, -1)).isFalse();
        assertThat(decoder.wrap(buffer, 0, 257)).isFalse();
        assertThat(decoder.wrap(buffer, 257, 0)).isFalse();
        assertThat(decoder.wrap(buffer, Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
        assertThat(decoder.wrap(buffer, 256, 0)).isTrue();
    }

    @Test
    void shouldThrowAndWriteNothingBeyondTheEndWhenBufferIsTooSmall()
    {
        for (int length = 0; length < MSG_PROTO.length; length++)
        {
            buffer.setMemory(0, buffer.capacity(), (byte) 0x55);
            final UnsafeBuffer small = new UnsafeBuffer(buffer, 7, length);

            assertThatThrownBy(() -> message(small, 0)).isInstanceOf(IndexOutOfBoundsException.class);

            for (int i = 7 + length; i < buffer.capacity(); i++)
            {
                assertThat(buffer.getByte(i)).isEqualTo((byte) 0x55);
            }
        }
    }

    @Test
    void shouldWriteNothingOfAFieldThatDoesNotFit()
    {
        buffer.setMemory(0, buffer.capacity(), (byte) 0x55);
        final PubAckEncoder encoder = new PubAckEncoder().wrap(new UnsafeBuffer(buffer, 0, 7), 0).guid("g");

        assertThatThrownBy(() -> encoder.error("abc")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> encoder.error(new byte[3])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> encoder.error(buffer, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(encoder.encodedLength()).isEqualTo(3);
        assertThat(written(3, 4)).containsOnly(0x55);
    }

    @Test
    void shouldThrowWhenSourceRangeIsNotInTheSource()
    {
        final UnsafeBuffer source = new UnsafeBuffer(new byte[4]);
        final PubMsgEncoder encoder = new PubMsgEncoder().wrap(buffer, 0);

        assertThatThrownBy(() -> encoder.data(source, 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> encoder.data(source, 0, -1)).isInstanceOf(RuntimeException.class);
        assertThat(encoder.encodedLength()).isZero();
    }

    @Test
    void shouldGrowExpandableBuffer()
    {
        final ExpandableArrayBuffer expandable = new ExpandableArrayBuffer(4);

        final MsgProtoEncoder encoder = message(expandable, 100);

        final byte[] frame = new byte[encoder.encodedLength()];
        expandable.getBytes(100, frame);
        assertThat(frame).isEqualTo(MSG_PROTO);
    }

    private static MsgProtoEncoder message(final MutableDirectBuffer target, final int offset)
    {
        return new MsgProtoEncoder().wrap(target, offset).sequence(300)
            .subject("foo".getBytes(StandardCharsets.UTF_8)).reply("r").data("hi").timestamp(128)
            .redelivered(true).redeliveryCount(-1).crc32(5);
    }

    private byte[] written(final int offset, final int length)
    {
        return Arrays.copyOfRange(buffer.byteArray(), offset, offset + length);
    }

    private static byte[] hex(final String digits)
    {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
