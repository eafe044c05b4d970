package io.standfast.replication.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Test;

/**
 * A call goes to another class, or the class file is refused.
 */
class ClassFileTest
{
    private static final String PACKAGE = "io/standfast/replication/fence/ClassFileTest$";

    @Test
    void shouldCallOtherClassWhenReferenceIsExchanged() throws IOException, IllegalAccessException
    {
        final byte[] redirected = ClassFile.redirect(original(), PACKAGE + "Wrong", "answer", PACKAGE + "Right");

        final Class<?> caller = MethodHandles.lookup().defineHiddenClass(redirected, true).lookupClass();

        assertThat(redirected).hasSizeGreaterThan(original().length);
        assertThat(Answers.of(caller)).isEqualTo("right 42");
        assertThat(new Caller().get()).isEqualTo("wrong 42");
    }

    @Test
    void shouldRefuseWhenMethodIsNotReferredToExactlyOnce()
    {
        assertThatThrownBy(() -> ClassFile.redirect(original(), PACKAGE + "Wrong", "other", PACKAGE + "Right"))
            .isInstanceOf(IllegalStateException.class).hasMessageContaining("expected=1 actual=0");
    }

    private static byte[] original() throws IOException
    {
        try (InputStream file = Caller.class.getResourceAsStream("ClassFileTest$Caller.class"))
        {
            return file.readAllBytes();
        }
    }

    /**
     * Asks a class that was made a moment ago.
     */
    private static final class Answers
    {
        static String of(final Class<?> caller)
        {
            try
            {
                return caller.getDeclaredConstructor().newInstance().toString();
            }
            catch (final ReflectiveOperationException ex)
            {
                throw new AssertionError(ex);
            }
        }
    }

    /**
     * Calls one of the two.
     */
    static final class Caller
    {
        /** A long takes two places of the pool. */
        static final long LARGE = 0x1234567890L;

        Caller()
        {
        }

        String get()
        {
            return Wrong.answer(Long.toString(LARGE).isEmpty() ? 0 : 42);
        }

        @Override
        public String toString()
        {
            return get();
        }
    }

    /**
     * Is called by the source.
     */
    static final class Wrong
    {
        private Wrong()
        {
        }

        static String answer(final int number)
        {
            return "wrong " + number;
        }
    }

    /**
     * Is called instead.
     */
    static final class Right
    {
        private Right()
        {
        }

        static String answer(final int number)
        {
            return "right " + number;
        }
    }
}
