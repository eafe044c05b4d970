package io.standfast.server;

import java.util.function.Consumer;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * Binds threads to processors, which the JDK cannot. Stateless. Its classes are loaded only where an operator has named
 * processors.
 */
final class ProcessorAffinity
{
    /** Of a set of 1024 processors. */
    private static final int SET_BYTES = 128;
    private static final int CALLING_THREAD = 0;

    private ProcessorAffinity()
    {
    }

    /**
     * Bind the calling thread to one processor.
     *
     * @param processor its number, as in /proc/cpuinfo.
     * @param warnings  hears why it stays where it was.
     */
    static void bind(final int processor, final Consumer<String> warnings)
    {
        if (!tryBind(processor))
        {
            warnings.accept("The thread \"" + Thread.currentThread().getName() + "\" is not bound to processor " +
                processor + " (threading_cores): this process has no such processor, or may not use it");
        }
    }

    private static boolean tryBind(final int processor)
    {
        try
        {
            final Memory set = new Memory(SET_BYTES);
            set.clear();
            // Words of the machine's own order: on a little-endian one that is a row of bytes.
            set.setByte(processor / Byte.SIZE, (byte) (1 << processor % Byte.SIZE));
            return Native.load("c", CLibrary.class).sched_setaffinity(CALLING_THREAD, new NativeLong(SET_BYTES),
                set) == 0;
        }
        catch (final UnsatisfiedLinkError ex)
        {
            return false;
        }
    }

    /**
     * What is needed of the C library.
     */
    public interface CLibrary extends Library
    {
        /**
         * Bind a thread to processors.
         *
         * @param thread to be bound, 0 for the calling one.
         * @param length of the set, bytes.
         * @param set    one bit a processor.
         * @return 0, or -1.
         */
        int sched_setaffinity(int thread, NativeLong length, Pointer set);
    }
}
