package io.standfast.server.doctor;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Asks the kernel whether something sets its clock. Stateless.
 */
final class ClockState
{
    /** More than any kernel's {@code struct timex} has. */
    private static final int TIMEX_LENGTH = 512;
    /** What {@code adjtimex} returns when nobody sets the clock. */
    private static final int TIME_ERROR = 5;

    private ClockState()
    {
    }

    /** Whether it is set; null when the kernel does not say. */
    static Boolean isSynchronized()
    {
        try
        {
            final Memory timex = new Memory(TIMEX_LENGTH);
            timex.clear();
            final int state = Native.load("c", CLibrary.class).adjtimex(timex);
            return state < 0 ? null : Boolean.valueOf(state != TIME_ERROR);
        }
        catch (final LinkageError ex)
        {
            return null;
        }
    }

    /**
     * What is needed of the C library.
     */
    public interface CLibrary extends Library
    {
        /**
         * Read the kernel's clock; changes nothing when the modes are 0.
         *
         * @param timex filled.
         * @return state, or -1.
         */
        int adjtimex(Pointer timex);
    }
}
