package io.standfast.perf.jmh;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.standfast.codecs.stan.MsgProtoEncoder;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;

/**
 * The two protobuf messages of the hot path, beside a plain copy of as many bytes. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark
{
    private static final int PAYLOAD = 128;

    private final UnsafeBuffer published = new UnsafeBuffer(new byte[512]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[512]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD]);
    private final byte[] channel = "orders.created".getBytes();
    private final PubMsgDecoder decoder = new PubMsgDecoder();
    private final MsgProtoEncoder encoder = new MsgProtoEncoder();
    private int length;
    private long sequence;

    /** A message as the old clients send it. */
    @Setup
    public void encode()
    {
        length = new PubMsgEncoder().wrap(published, 0).clientId("client-1").guid("FCVTEX3LDEYB9FU1S8O58V")
            .subject("orders.created").data(new byte[PAYLOAD]).connId("FCVTEX3LDEYB9FU1S8O5NY").encodedLength();
    }

    /** What both cannot do without. */
    @Benchmark
    public int baselineCopy()
    {
        target.putBytes(0, payload, 0, PAYLOAD);
        return target.getInt(PAYLOAD - Integer.BYTES);
    }

    /** All fields found. */
    @Benchmark
    public int decodePubMsg()
    {
        decoder.wrap(published, 0, length);
        return decoder.dataOffset() + decoder.guidLength();
    }

    /** All fields written, payload copied. */
    @Benchmark
    public int encodeMsgProto()
    {
        sequence++;
        return encoder.wrap(target, 0).sequence(sequence).subject(channel).data(payload, 0, PAYLOAD).timestamp(sequence)
            .encodedLength();
    }
}
