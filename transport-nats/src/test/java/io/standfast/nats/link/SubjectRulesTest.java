package io.standfast.nats.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What permissions permit, by example and against a slow model that says the same in another way.
 */
class SubjectRulesTest
{
    private static final String[] TOKENS = {"a", "b", "*", ">", "aa"};

    private static boolean isAllowed(final SubjectRules rules, final String subject)
    {
        final byte[] bytes = ("xx" + subject + "yy").getBytes(UTF_8);
        return rules.isAllowed(new UnsafeBuffer(bytes), 2, bytes.length - 4);
    }

    private static boolean isSubscribable(final SubjectRules rules, final String subject, final String queue)
    {
        return rules.isSubscribable(subject.getBytes(UTF_8), queue);
    }

    @ParameterizedTest
    @CsvSource({"orders,orders,true", "orders,order,false", "orders,orders.a,false", "orders.*,orders.a,true",
        "orders.*,orders,false", "orders.*,orders.a.b,false", "orders.>,orders.a.b,true", "orders.>,orders,false",
        ">,a,true", "*,a,true", "*,a.b,false", "*.b,a.b,true", "a.*.c,a.b.c,true", "a.*.c,a.b.d,false",
        "a*,ab,false", "a*,a*,true", "a.>b,a.>b,true"})
    void shouldPermitWhatThePatternMeans(final String pattern, final String subject, final boolean isMeant)
    {
        assertThat(isAllowed(SubjectRules.of(List.of(pattern), List.of()), subject)).isEqualTo(isMeant);
        assertThat(isAllowed(SubjectRules.of(null, List.of(pattern)), subject)).isEqualTo(!isMeant);
    }

    @Test
    void shouldDenyWhatIsInBothLists()
    {
        final SubjectRules rules = SubjectRules.of(List.of("orders.>"), List.of("orders.secret.>", "orders.*.key"));

        assertThat(isAllowed(rules, "orders.a")).isTrue();
        assertThat(isAllowed(rules, "orders.secret")).isTrue();
        assertThat(isAllowed(rules, "orders.secret.a")).isFalse();
        assertThat(isAllowed(rules, "orders.a.key")).isFalse();
        assertThat(isAllowed(rules, "bills")).isFalse();
    }

    @Test
    void shouldPermitEverythingWithoutListsAndNothingWithAnEmptyOne()
    {
        assertThat(SubjectRules.of(null, List.of())).isSameAs(SubjectRules.ANY);
        assertThat(isAllowed(SubjectRules.ANY, "a")).isTrue();
        assertThat(isAllowed(SubjectRules.of(List.of(), List.of()), "a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"orders.*,orders.*,true", "orders.*,orders.>,false", "orders.*,*,false", "orders.>,orders.*,true",
        "orders.>,orders.>,true", "orders.>,>,false", "*.*,a.>,false", "orders.*,orders.a,true"})
    void shouldPermitASubscriptionOnlyWhenAllOfItIsPermitted(final String pattern, final String subject,
        final boolean isPermitted)
    {
        assertThat(isSubscribable(SubjectRules.of(List.of(pattern), List.of()), subject, null)).isEqualTo(isPermitted);
    }

    @Test
    void shouldFilterWhenASubscriptionReachesIntoWhatIsDenied()
    {
        final SubjectRules rules = SubjectRules.of(null, List.of("orders.secret"));

        assertThat(isSubscribable(rules, "orders.*", null)).isTrue();
        assertThat(rules.isFiltered("orders.*".getBytes(UTF_8))).isTrue();
        assertThat(rules.isFiltered("orders.a".getBytes(UTF_8))).isFalse();
        assertThat(isSubscribable(rules, "orders.secret", null)).isFalse();
    }

    @Test
    void shouldDecideByQueueGroupWhereOneIsNamed()
    {
        final SubjectRules rules = SubjectRules.of(List.of("q v1", "both", "both v1.*"), List.of("no", "free bad"));

        assertThat(isSubscribable(rules, "q", null)).isFalse();
        assertThat(isSubscribable(rules, "q", "v1")).isTrue();
        assertThat(isSubscribable(rules, "q", "v2")).isFalse();
        assertThat(isSubscribable(rules, "both", null)).isTrue();
        assertThat(isSubscribable(rules, "both", "v1.x")).isTrue();
        assertThat(isSubscribable(rules, "both", "v2")).isFalse();
        final SubjectRules denying = SubjectRules.of(null, List.of("free bad"));
        assertThat(isSubscribable(denying, "free", "bad")).isFalse();
        assertThat(isSubscribable(denying, "free", "good")).isTrue();
        assertThat(isSubscribable(denying, "free", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a.", "a.>.b", "a b c"})
    void shouldSayWhatIsWrongWithASubject(final String text)
    {
        assertThatThrownBy(() -> SubjectRules.of(List.of(text), List.of())).isInstanceOf(
            IllegalArgumentException.class).hasMessageContaining("\"" + text + "\" is not a valid subject");
    }

    @Test
    void shouldLimitALengthyList()
    {
        final List<String> many = Collections.nCopies(SubjectRules.MAX_SUBJECTS + 1, "a");

        assertThatThrownBy(() -> SubjectRules.of(many, List.of())).hasMessageContaining("1025");
    }

    @Test
    void shouldAgreeWithTheModel()
    {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            final List<String> allow = random.nextInt(4) == 0 ? null : patterns(random);
            final List<String> deny = patterns(random);
            final SubjectRules rules = SubjectRules.of(allow, deny);
            final String subject = subject(random, 2);
            final String described = "seed " + seed + ": " + allow + " " + deny + " " + subject;

            final boolean isNamed = deny.stream().anyMatch(pattern -> isMeant(pattern, subject));
            assertThat(isAllowed(rules, subject)).as(described).isEqualTo((allow == null || allow.stream().anyMatch(
                pattern -> isMeant(pattern, subject))) && !isNamed);
            final String wide = valid(random);
            if (isSubscribable(rules, wide, null))
            {
                requireNothingForbidden(rules, wide, allow, deny, described + " " + wide);
            }
        }
    }

    /** Whatever a subscription may hear and is not filtered is allowed: tried with all subjects of up to 4 tokens. */
    private static void requireNothingForbidden(final SubjectRules rules, final String wide, final List<String> allow,
        final List<String> deny, final String described)
    {
        for (final String subject : literals())
        {
            final byte[] bytes = subject.getBytes(UTF_8);
            final boolean isHeard = isMeant(wide, subject) && !(rules.isFiltered(wide.getBytes(UTF_8)) && rules
                .isDenied(new UnsafeBuffer(bytes), 0, bytes.length));
            if (isHeard)
            {
                assertThat(allow == null || allow.stream().anyMatch(pattern -> isMeant(pattern, subject))).as(described)
                    .isTrue();
                assertThat(deny.stream().noneMatch(pattern -> isMeant(pattern, subject))).as(described).isTrue();
            }
        }
    }

    private static List<String> literals()
    {
        final List<String> subjects = new ArrayList<>(List.of("a", "b", "aa"));
        int from = 0;
        for (int length = 2; length <= 4; length++)
        {
            final int to = subjects.size();
            for (int i = from; i < to; i++)
            {
                subjects.add(subjects.get(i) + ".a");
                subjects.add(subjects.get(i) + ".b");
            }
            from = to;
        }
        return subjects;
    }

    private static List<String> patterns(final Random random)
    {
        final List<String> patterns = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--)
        {
            patterns.add(valid(random));
        }
        return patterns;
    }

    private static String valid(final Random random)
    {
        String text = subject(random, TOKENS.length);
        while (text.contains(">."))
        {
            text = subject(random, TOKENS.length);
        }
        return text;
    }

    private static String subject(final Random random, final int kinds)
    {
        final List<String> tokens = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--)
        {
            tokens.add(TOKENS[random.nextInt(kinds)]);
        }
        return String.join(".", tokens);
    }

    private static boolean isMeant(final String pattern, final String subject)
    {
        final String regex = pattern.replace(".", "\\.").replace("*", "[^.]+").replace(">", ".+");
        return subject.matches(regex);
    }
}
