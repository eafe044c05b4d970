package io.standfast.server.doctor;

/**
 * One thing that was looked at. Immutable.
 *
 * @param name   what.
 * @param level  how it is.
 * @param found  what is there, one sentence.
 * @param advice what to do, empty when nothing is.
 */
public record Finding(String name, Level level, String found, String advice)
{
    /**
     * How it is; the code is the exit code of {@code standfast doctor}.
     */
    public enum Level
    {
        /** As it should be. */
        OK(0),
        /** A server runs, but not as well as it could, or not for long. */
        WARNING(1),
        /** A server does not start or does not hold. */
        FAILURE(2);

        private final int code;

        Level(final int code)
        {
            this.code = code;
        }

        /**
         * Exit code.
         *
         * @return code.
         */
        public int code()
        {
            return code;
        }
    }

    static Finding ok(final String name, final String found)
    {
        return new Finding(name, Level.OK, found, "");
    }

    static Finding warning(final String name, final String found, final String advice)
    {
        return new Finding(name, Level.WARNING, found, advice);
    }

    static Finding failure(final String name, final String found, final String advice)
    {
        return new Finding(name, Level.FAILURE, found, advice);
    }
}
