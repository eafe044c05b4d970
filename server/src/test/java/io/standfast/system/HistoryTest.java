package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The checker of what clients have seen finds each thing that must not happen.
 */
class HistoryTest
{
    private static final String CHANNEL = "orders";
    private static final Map<String, List<String>> ACKNOWLEDGED = Map.of(CHANNEL, List.of("m0", "m1", "m3"));

    private static final long START_NS = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());

    private final History history = new History();

    private static boolean isPublished(final String channel, final long number)
    {
        return channel.equals(CHANNEL) && number <= 4;
    }

    private History.Session begin(final String subscription)
    {
        return history.begin(subscription, CHANNEL, true);
    }

    private static void deliver(final History.Session session, final String... texts)
    {
        for (int i = 0; i < texts.length; i++)
        {
            deliver(session, i + 1, texts[i], false);
        }
    }

    private static void deliver(final History.Session session, final long sequence, final String text,
        final boolean isRedelivered)
    {
        session.onMessage(sequence, START_NS + sequence, text, isRedelivered);
    }

    private void assertFound(final String text)
    {
        assertThatThrownBy(() -> history.check(ACKNOWLEDGED, HistoryTest::isPublished)).isInstanceOf(
            AssertionError.class).hasMessageContaining(text);
    }

    @Test
    void shouldBeContentWhenAllCameInOrderAndSomeCameAgain()
    {
        final History.Session session = begin("one");
        deliver(session, "m0", "m1", "m2", "m3");
        deliver(session, 2, "m1", true);
        final History.Session second = begin("one");
        deliver(second, 4, "m3", true);
        deliver(second, 5, "m4", false);
        deliver(history.begin("crew", CHANNEL, false), "m0", "m1", "m2", "m3");

        assertThat(history.isComplete(ACKNOWLEDGED)).isTrue();
        assertThatCode(() -> history.check(ACKNOWLEDGED, HistoryTest::isPublished)).doesNotThrowAnyException();
    }

    @Test
    void shouldFindWhatIsLost()
    {
        deliver(begin("one"), "m0", "m1");

        assertThat(history.isComplete(ACKNOWLEDGED)).isFalse();
        assertFound("one of orders lacks 1, the first is m3");
    }

    @Test
    void shouldFindWhatNobodyPublished()
    {
        deliver(begin("one"), "m0", "m1", "m3", "m5");

        assertFound("m5 of orders was published");
    }

    @Test
    void shouldFindWhatIsOutOfOrder()
    {
        deliver(begin("one"), "m1", "m0", "m3");

        assertFound("order of orders");
    }

    @Test
    void shouldFindANewMessageOutOfOrderInOneLife()
    {
        final History.Session session = begin("one");
        deliver(session, "m0", "m1", "m3");
        deliver(session, 2, "m1", false);

        assertFound("one got orders 2 after 3");
    }

    @Test
    void shouldFindANewMessageThatAnEarlierLifeHadAsNew()
    {
        deliver(begin("one"), "m0", "m1", "m3");
        deliver(begin("one"), 3, "m3", false);

        assertFound("one got orders 3 as new after 3 in an earlier life");
    }

    @Test
    void shouldFindWhatADurableSkipped()
    {
        deliver(begin("one"), "m0", "m1", "m2", "m3");
        final History.Session other = begin("two");
        deliver(other, 1, "m0", false);
        deliver(other, 2, "m1", false);
        deliver(begin("two"), 4, "m3", false);

        assertThat(history.isComplete(ACKNOWLEDGED)).as("m2 was not acknowledged").isTrue();
        assertFound("sequences of two of orders");
    }

    @Test
    void shouldFindTwoMessagesOfOneSequence()
    {
        deliver(begin("one"), "m0", "m1", "m3");
        deliver(begin("two"), "m0", "m2", "m3");

        assertFound("two got m2 as orders 2, which was m1 before");
    }

    @Test
    void shouldFindAMessageWhoseTimeIsNotThatOfOthers()
    {
        deliver(begin("one"), "m0", "m1", "m3");
        begin("two").onMessage(2, START_NS + 3, "m1", false);

        assertFound("two got orders 2 of time " + (START_NS + 3) + ", which was of " + (START_NS + 2) + " before");
    }

    @Test
    void shouldFindATimeThatIsStillToCome()
    {
        final long laterNs = START_NS + TimeUnit.HOURS.toNanos(1);
        final History.Session session = begin("one");
        deliver(session, "m0", "m1");
        session.onMessage(3, laterNs, "m3", false);

        assertFound("one got orders 3 of time " + laterNs + ", which is still to come");
    }

    @Test
    void shouldFindTimeThatGoesBack()
    {
        final History.Session session = begin("one");
        deliver(session, "m0", "m1");
        session.onMessage(3, START_NS, "m3", false);

        assertFound("times of orders");
    }

    @Test
    void shouldNotBeContentWithNothing()
    {
        assertThat(history.isComplete(ACKNOWLEDGED)).isFalse();
        assertFound("nobody was to subscribe");

        history.expect("one", CHANNEL);

        assertThat(history.isComplete(Map.of())).isFalse();
        assertFound("one of orders lacks 3");
        assertFound("one of orders has nothing");
    }
}
