package io.standfast.codecs.stan;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;

/**
 * What protobuf-java makes of a frame; stateless.
 *
 * <p>One judgement is not taken over: 4.36.2 accepts a 64 bit varint whose tenth byte claims that an eleventh follows
 * (unless its lowest bit is 0), and ignores the claim. 3.25.5 and 4.32.1 refuse it, as the wire format says and as
 * protobuf-java itself still does for 32 bit varints, tags and lengths; so do the flyweights.
 */
final class Oracle
{
    private static final int LONGEST_VARINT = 10;

    private Oracle()
    {
    }

    static DynamicMessage parse(final Descriptor type, final byte[] frame)
    {
        try
        {
            final DynamicMessage message = DynamicMessage.parseFrom(type, frame);
            return hasEndlessVarint(frame) ? null : message;
        }
        catch (final InvalidProtocolBufferException ex)
        {
            return null;
        }
    }

    private static boolean hasEndlessVarint(final byte[] frame)
    {
        final CodedInputStream in = CodedInputStream.newInstance(frame);
        try
        {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag())
            {
                if ((tag & 7) == ProtoReader.VARINT && isEndless(frame, in.getTotalBytesRead()))
                {
                    return true;
                }
                skipFlat(in, tag);
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError("protobuf-java has accepted this frame before", ex);
        }
        return false;
    }

    private static void skipFlat(final CodedInputStream in, final int tag) throws IOException
    {
        switch (tag & 7)
        {
            case ProtoReader.VARINT -> in.readRawVarint64();
            case ProtoReader.FIXED64 -> in.readRawLittleEndian64();
            case ProtoReader.LENGTH_DELIMITED -> in.skipRawBytes(in.readRawVarint32());
            case ProtoReader.FIXED32 -> in.readRawLittleEndian32();
            default -> {
                // A group's tags stand alone; its fields are walked as if they were the message's.
            }
        }
    }

    private static boolean isEndless(final byte[] frame, final int offset)
    {
        for (int i = 0; i < LONGEST_VARINT; i++)
        {
            if (offset + i >= frame.length || frame[offset + i] >= 0)
            {
                return false;
            }
        }
        return true;
    }
}
