package io.standfast.replication.fence;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The constant pool of a class file, as far as it takes to let calls of one static method go to the same method of
 * another class: the class of the method's reference is exchanged, the code stays as it is. Owned by its caller.
 */
final class ClassFile
{
    private static final int POOL_COUNT_OFFSET = 8;
    private static final int POOL_OFFSET = 10;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    private final ByteBuffer bytes;
    private final int[] offsets;
    private final int poolEnd;

    private ClassFile(final byte[] original)
    {
        bytes = ByteBuffer.wrap(original.clone());
        offsets = new int[bytes.getChar(POOL_COUNT_OFFSET)];
        poolEnd = index();
    }

    /**
     * Exchange the class of a method's reference.
     *
     * @param original   class file.
     * @param fromClass  internal name of the class whose method is called.
     * @param methodName name of that method, which the class file refers to exactly once.
     * @param toClass    internal name of the class whose method is called from now on, with the same parameters.
     * @return class file.
     * @throws IllegalStateException when the class file is not what it is expected to be.
     */
    static byte[] redirect(final byte[] original, final String fromClass, final String methodName, final String toClass)
        throws IOException
    {
        final ClassFile file = new ClassFile(original);
        final int count = file.offsets.length;
        int found = 0;
        for (int i = 1; i < count; i++)
        {
            if (file.isMethod(i, fromClass, methodName))
            {
                file.bytes.putChar(file.offsets[i] + 1, (char) (count + 1));
                found++;
            }
        }
        if (found != 1)
        {
            throw new IllegalStateException("references to " + fromClass + "." + methodName +
                ": expected=1 actual=" + found);
        }
        return file.append(toClass);
    }

    /** The class's name, and the class, at the end of the pool. */
    private byte[] append(final String className) throws IOException
    {
        final int count = offsets.length;
        bytes.putChar(POOL_COUNT_OFFSET, (char) (count + 2));
        final ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(result))
        {
            out.write(bytes.array(), 0, poolEnd);
            out.writeByte(UTF8);
            out.writeUTF(className);
            out.writeByte(CLASS);
            out.writeShort(count);
            out.write(bytes.array(), poolEnd, bytes.capacity() - poolEnd);
        }
        return result.toByteArray();
    }

    private int index()
    {
        int offset = POOL_OFFSET;
        for (int i = 1; i < offsets.length; i++)
        {
            offsets[i] = offset;
            final int tag = bytes.get(offset);
            offset += length(tag, offset);
            i += tag == LONG || tag == DOUBLE ? 1 : 0;
        }
        return offset;
    }

    private int length(final int tag, final int offset)
    {
        return switch (tag)
        {
            case UTF8 -> 3 + bytes.getChar(offset + 1);
            case LONG, DOUBLE -> 9;
            case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 3;
            case METHOD_HANDLE -> 4;
            default -> 5;
        };
    }

    private boolean isMethod(final int index, final String className, final String methodName)
    {
        final int offset = offsets[index];
        return offset != 0 && bytes.get(offset) == METHOD && text(reference(reference(offset + 1) + 1)).equals(
            className) && text(reference(reference(offset + 3) + 1)).equals(methodName);
    }

    private int reference(final int offset)
    {
        return offsets[bytes.getChar(offset)];
    }

    private String text(final int offset)
    {
        return new String(bytes.array(), offset + 3, bytes.getChar(offset + 1), StandardCharsets.UTF_8);
    }
}
