package io.standfast.codecs.stan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Drives the decoder and encoder of one message type by the names of the protocol's fields. Owned by one test.
 */
final class Flyweights
{
    private final Descriptor type;
    private final Object decoder;
    private final Object encoder;

    Flyweights(final Descriptor type)
    {
        this.type = type;
        decoder = create(type.getName() + "Decoder");
        encoder = create(type.getName() + "Encoder");
    }

    Descriptor type()
    {
        return type;
    }

    boolean decode(final DirectBuffer buffer, final int offset, final int length)
    {
        return (boolean) call(decoder, "wrap", new Class<?>[]{DirectBuffer.class, int.class, int.class}, buffer, offset,
            length);
    }

    void assertFieldsEqual(final DynamicMessage expected, final int offset, final int length)
    {
        for (final FieldDescriptor field : type.getFields())
        {
            final Object value = expected.getField(field);
            switch (field.getType())
            {
                case STRING -> {
                    assertThat(get(field, "")).as(field.getName()).isEqualTo(value);
                    assertSlice(field, ((String) value).getBytes(StandardCharsets.UTF_8), offset, length);
                }
                case BYTES -> {
                    assertThat((byte[]) get(field, "")).as(field.getName())
                        .isEqualTo(((ByteString) value).toByteArray());
                    assertSlice(field, ((ByteString) value).toByteArray(), offset, length);
                }
                case ENUM -> assertThat(get(field, "")).as(field.getName())
                    .isEqualTo(((EnumValueDescriptor) value).getNumber());
                default -> assertThat(get(field, "")).as(field.getName()).isEqualTo(value);
            }
        }
    }

    int encode(final DynamicMessage message, final MutableDirectBuffer buffer, final int offset, final Random random)
    {
        call(encoder, "wrap", new Class<?>[]{MutableDirectBuffer.class, int.class}, buffer, offset);
        for (final FieldDescriptor field : type.getFields())
        {
            final Object value = message.getField(field);
            switch (field.getType())
            {
                case STRING -> setString(field, (String) value, random);
                case BYTES -> setBytes(field, ((ByteString) value).toByteArray(), random.nextBoolean());
                case BOOL -> set(field, boolean.class, value);
                case INT64, UINT64 -> set(field, long.class, value);
                case ENUM -> set(field, int.class, ((EnumValueDescriptor) value).getNumber());
                default -> set(field, int.class, value);
            }
        }
        return (int) call(encoder, "encodedLength", new Class<?>[0]);
    }

    private void setString(final FieldDescriptor field, final String value, final Random random)
    {
        if (random.nextInt(3) == 0)
        {
            set(field, String.class, value);
        }
        else
        {
            setBytes(field, value.getBytes(StandardCharsets.UTF_8), random.nextBoolean());
        }
    }

    private void setBytes(final FieldDescriptor field, final byte[] value, final boolean isArray)
    {
        if (isArray)
        {
            set(field, byte[].class, value);
            return;
        }
        final UnsafeBuffer source = new UnsafeBuffer(new byte[value.length + 7]);
        source.putBytes(3, value);
        call(encoder, accessor(field), new Class<?>[]{DirectBuffer.class, int.class, int.class}, source, 3,
            value.length);
    }

    private void set(final FieldDescriptor field, final Class<?> parameter, final Object value)
    {
        call(encoder, accessor(field), new Class<?>[]{parameter}, value);
    }

    private void assertSlice(final FieldDescriptor field, final byte[] expected, final int offset, final int length)
    {
        final int sliceOffset = (int) get(field, "Offset");
        final byte[] slice = new byte[(int) get(field, "Length")];
        final DirectBuffer buffer = (DirectBuffer) call(decoder, "buffer", new Class<?>[0]);
        buffer.getBytes(sliceOffset, slice);
        assertThat(slice).as(field.getName()).isEqualTo(expected);
        if (slice.length > 0)
        {
            assertThat(sliceOffset).isBetween(offset, offset + length - slice.length);
        }
    }

    private Object get(final FieldDescriptor field, final String suffix)
    {
        return call(decoder, accessor(field) + suffix, new Class<?>[0]);
    }

    private static String accessor(final FieldDescriptor field)
    {
        return "CRC32".equals(field.getName()) ? "crc32" : field.getName().replace("ID", "Id");
    }

    private static Object create(final String name)
    {
        try
        {
            return Class.forName("io.standfast.codecs.stan." + name).getConstructor().newInstance();
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new AssertionError(name, ex);
        }
    }

    private static Object call(final Object target, final String name, final Class<?>[] parameters,
        final Object... arguments)
    {
        try
        {
            final Method method = target.getClass().getMethod(name, parameters);
            return method.invoke(target, arguments);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new AssertionError(target.getClass().getSimpleName() + "." + name, ex);
        }
    }
}
