package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Subjects and who is interested, against the rule written down naively.
 */
class SubjectTreeTest
{
    private static final String[] TOKENS = {"a", "b", "ab", "*", ">", "c*", "x>"};
    private static final int ROUNDS = 200;

    private final SubjectTree tree = new SubjectTree();
    private final List<Interest> interests = new ArrayList<>();

    @Test
    void shouldFindWhomTheRuleFindsWhenInterestsComeAndGo()
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++)
        {
            change(random);
            final String subject = subject(random, false);

            assertThat(match(subject)).as("%s, seed %d", subject, seed).containsExactlyInAnyOrderElementsOf(interests
                .stream().filter(interest -> matches(text(interest), subject)).toList());
        }
        interests.forEach(tree::remove);
        assertThat(tree.size()).isZero();
        assertThat(match("a.b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "*", ">", "a.*.b", "a.>", "*.*", "a*", "x>.y", "foo.b*r"})
    void shouldBeValid(final String subject)
    {
        assertThat(SubjectTree.isValid(subject.getBytes(US_ASCII))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.>.b", ">.a", "a b", "a\tb"})
    void shouldNotBeValid(final String subject)
    {
        assertThat(SubjectTree.isValid(subject.getBytes(US_ASCII))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "a*", "a.*b", "a>.b", "a.b>", "*>"})
    void shouldMeanItself(final String subject)
    {
        assertThat(isLiteral(subject)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "*", ">", "a.*", "a.>", "*.a", "a.*.b"})
    void shouldNotMeanItself(final String subject)
    {
        assertThat(isLiteral(subject)).isFalse();
    }

    private static boolean isLiteral(final String subject)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(("*." + subject + "..").getBytes(US_ASCII));
        return SubjectTree.isLiteral(buffer, 2, subject.length());
    }

    private void change(final Random random)
    {
        if (!interests.isEmpty() && random.nextInt(3) == 0)
        {
            tree.remove(interests.remove(random.nextInt(interests.size())));
            return;
        }
        String subject = subject(random, true);
        while (!SubjectTree.isValid(subject.getBytes(US_ASCII)))
        {
            subject = subject(random, true);
        }
        final Interest interest = new Interest(null, subject.getBytes(US_ASCII), new byte[0], null);
        interests.add(interest);
        tree.add(interest);
        assertThat(tree.size()).isEqualTo(interests.size());
    }

    private static String subject(final Random random, final boolean isPattern)
    {
        final StringBuilder subject = new StringBuilder();
        final int tokens = 1 + random.nextInt(4);
        for (int i = 0; i < tokens; i++)
        {
            subject.append(i == 0 ? "" : ".").append(TOKENS[random.nextInt(isPattern ? TOKENS.length : 3)]);
        }
        return subject.toString();
    }

    private List<Interest> match(final String subject)
    {
        final List<Interest> matches = new ArrayList<>();
        final byte[] bytes = ("__" + subject + "__").getBytes(US_ASCII);
        tree.match(new UnsafeBuffer(bytes), 2, subject.length(), matches);
        return matches;
    }

    private static boolean matches(final String pattern, final String subject)
    {
        final String[] wanted = pattern.split("\\.");
        final String[] given = subject.split("\\.");
        for (int i = 0; i < wanted.length; i++)
        {
            if (wanted[i].equals(">"))
            {
                return given.length > i;
            }
            if (i >= given.length || !wanted[i].equals("*") && !wanted[i].equals(given[i]))
            {
                return false;
            }
        }
        return wanted.length == given.length;
    }

    private static String text(final Interest interest)
    {
        return new String(interest.subject(), US_ASCII);
    }
}
