package io.standfast.codecs.stan;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes frames: honest messages, and everything a hostile client could send in their place. Owned by one test.
 */
final class WireSoup
{
    private static final String[] TEXTS = {"", "a", "orders.eu.1", "me-and_you", "Grüße", "日本語のチャンネル", "a😀b",
        "\u0000\u007f\u0080\u07ff\u0800\uffff", "0123456789abcdef-ü"};
    private static final long[] NUMBERS = {0, 1, 127, 128, 300, 16383, 16384, Integer.MAX_VALUE, 1L << 31,
        (1L << 32) - 1, 1L << 32, Long.MAX_VALUE,
        Long.MIN_VALUE, -1, -2, Integer.MIN_VALUE};
    private static final int[][] BROKEN_UTF8 = {
        {0x80},
        {0xC0, 0x80},
        {0xC1, 0xBF},
        {0xC2},
        {0xE0, 0x9F, 0xBF},
        {0xED, 0xA0, 0x80},
        {0xED, 0xBF, 0xBF},
        {0xE2, 0x82},
        {0xF0, 0x8F, 0xBF, 0xBF},
        {0xF4, 0x90, 0x80, 0x80},
        {0xF5, 0x80, 0x80, 0x80},
        {0xF0, 0x9F, 0x98},
        {0xFF}};

    private final Random random;
    private final Descriptor type;

    WireSoup(final Random random, final Descriptor type)
    {
        this.random = random;
        this.type = type;
    }

    DynamicMessage message()
    {
        final DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (final FieldDescriptor field : type.getFields())
        {
            if (random.nextInt(5) > 0)
            {
                builder.setField(field, value(field));
            }
        }
        return builder.build();
    }

    byte[] soup()
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(8); i >= 0; i--)
        {
            field(out, 0);
        }
        return out.toByteArray();
    }

    byte[] mutation(final byte[] frame)
    {
        byte[] result = frame.clone();
        for (int i = random.nextInt(3); i >= 0 && result.length > 0; i--)
        {
            final int at = random.nextInt(result.length);
            switch (random.nextInt(4))
            {
                case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> result[at] = (byte) random.nextInt();
                case 2 -> result = splice(result, at, new byte[0], 1);
                default -> result = splice(result, at, randomBytes(1 + random.nextInt(4)), 0);
            }
        }
        return result;
    }

    byte[] randomBytes(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] nestedGroups(final int depth, final int number)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++)
        {
            varint(out, number << 3 | ProtoReader.START_GROUP, 0);
        }
        for (int i = 0; i < depth; i++)
        {
            varint(out, number << 3 | ProtoReader.END_GROUP, 0);
        }
        return out.toByteArray();
    }

    /** As many padding bytes as fit into ten make an overlong, and yet accepted, varint. */
    static void varint(final ByteArrayOutputStream out, final long value, final int padding)
    {
        long rest = value;
        int length = 1;
        while ((rest & ~0x7FL) != 0)
        {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
            length++;
        }
        final int padded = Math.min(padding, 10 - length);
        out.write((int) (padded > 0 ? rest | 0x80 : rest));
        for (int i = padded; i > 0; i--)
        {
            out.write(i > 1 ? 0x80 : 0);
        }
    }

    private void field(final ByteArrayOutputStream out, final int depth)
    {
        final int number = number();
        final int wireType = random.nextInt(12) == 0 ? random.nextInt(8) : wireType(number);
        varint(out, (long) number << 3 | wireType, padding());
        switch (wireType)
        {
            case ProtoReader.VARINT -> number(out);
            case ProtoReader.FIXED64 -> out.writeBytes(randomBytes(8));
            case ProtoReader.LENGTH_DELIMITED -> slice(out);
            case ProtoReader.START_GROUP -> group(out, number, depth);
            case ProtoReader.FIXED32 -> out.writeBytes(randomBytes(4));
            default -> out.write(random.nextInt());
        }
    }

    private void group(final ByteArrayOutputStream out, final int number, final int depth)
    {
        for (int i = random.nextInt(3); i > 0 && depth < 4; i--)
        {
            field(out, depth + 1);
        }
        final int end = random.nextInt(12) == 0 ? number() : number;
        varint(out, (long) end << 3 | ProtoReader.END_GROUP, padding());
    }

    private void number(final ByteArrayOutputStream out)
    {
        if (random.nextInt(15) == 0)
        {
            // Ten bytes whose last is more than a bit, or more than ten.
            out.writeBytes(new byte[]{-1, -1, -1, -1, -1, -1, -1, -1, -1});
            out.writeBytes(randomBytes(1 + random.nextInt(2)));
            return;
        }
        varint(out, random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong(), padding());
    }

    private void slice(final ByteArrayOutputStream out)
    {
        final byte[] bytes = content();
        final long length = switch (random.nextInt(20))
        {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> bytes.length + (1L << 32);
            case 2 -> bytes.length + 1L;
            default -> bytes.length;
        };
        varint(out, length, padding());
        out.writeBytes(bytes);
    }

    private byte[] content()
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text().getBytes(StandardCharsets.UTF_8));
        if (random.nextInt(10) == 0)
        {
            for (final int octet : BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)])
            {
                bytes.write(octet);
            }
            bytes.writeBytes(text().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private int number()
    {
        if (random.nextInt(4) > 0)
        {
            return type.getFields().get(random.nextInt(type.getFields().size())).getNumber();
        }
        return random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? 20 : (1 << 29) - 1);
    }

    private int wireType(final int number)
    {
        final FieldDescriptor field = type.findFieldByNumber(number);
        if (field == null || random.nextInt(6) == 0)
        {
            final int any = random.nextInt(5);
            return any == ProtoReader.END_GROUP ? ProtoReader.FIXED32 : any;
        }
        return field.getLiteType().getWireType();
    }

    private int padding()
    {
        return random.nextInt(10) == 0 ? random.nextInt(10) : 0;
    }

    private Object value(final FieldDescriptor field)
    {
        final long number = random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
        return switch (field.getType())
        {
            case STRING -> text();
            case BYTES -> ByteString.copyFrom(randomBytes(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 40)));
            case BOOL -> random.nextBoolean();
            case INT64, UINT64 -> number;
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(
                random.nextBoolean() ? random.nextInt(5) : (int) number);
            default -> (int) number;
        };
    }

    private String text()
    {
        final String text = TEXTS[random.nextInt(TEXTS.length)];
        return random.nextInt(10) == 0 ? text.repeat(1 + random.nextInt(20)) : text;
    }

    private static byte[] splice(final byte[] frame, final int at, final byte[] inserted, final int removed)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(frame, 0, at);
        out.writeBytes(inserted);
        out.writeBytes(Arrays.copyOfRange(frame, at + removed, frame.length));
        return out.toByteArray();
    }
}
