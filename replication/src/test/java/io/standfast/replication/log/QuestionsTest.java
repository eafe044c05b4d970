package io.standfast.replication.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.standfast.engine.view.ViewSession;

/**
 * Questions of other threads are answered a slice a cycle, and never hold the agent up.
 */
class QuestionsTest
{
    private static final long WAIT_MS = 60_000;

    private final Questions questions = new Questions();

    /** An agent that turns until its question is answered. */
    private <T> T askWhileTurning(final ViewSession<T> session)
    {
        final AtomicBoolean isOver = new AtomicBoolean();
        final Thread agent = new Thread(() ->
        {
            while (!isOver.get())
            {
                questions.doWork();
                Thread.yield();
            }
        });
        agent.start();
        try
        {
            return questions.ask(session, WAIT_MS);
        }
        finally
        {
            isOver.set(true);
        }
    }

    /**
     * Counts its slices.
     */
    private static final class Counting implements ViewSession<Integer>
    {
        private final int wanted;
        private int slices;

        private Counting(final int wanted)
        {
            this.wanted = wanted;
        }

        @Override
        public boolean doWork()
        {
            slices++;
            return slices == wanted;
        }

        @Override
        public Integer view()
        {
            return slices;
        }
    }

    @Test
    void shouldAnswerInSlices()
    {
        assertThat(askWhileTurning(new Counting(7))).isEqualTo(7);
        assertThat(askWhileTurning(new Counting(1))).isEqualTo(1);
    }

    @Test
    void shouldDoOneSliceACycleAndNothingWithoutQuestions()
    {
        final Counting session = new Counting(3);
        assertThat(questions.doWork()).isZero();
        final Thread asker = new Thread(() -> questions.ask(session, WAIT_MS));
        asker.start();

        int slices = 0;
        while (slices < 3)
        {
            final int before = session.slices;
            slices += questions.doWork();
            assertThat(session.slices - before).isLessThanOrEqualTo(1);
        }
        assertThat(questions.doWork()).isZero();
    }

    @Test
    void shouldGiveUpWhenTheAgentDoesNotTurn()
    {
        final Counting session = new Counting(1);

        assertThat(questions.ask(session, 1)).isNull();

        questions.doWork();
        assertThat(session.slices).as("nobody waits for it any more").isZero();
    }

    @Test
    void shouldNotQueueMoreThanItCanAnswer()
    {
        for (int i = 0; i < 16; i++)
        {
            assertThat(questions.ask(new Counting(1), 0)).isNull();
        }
        final long beginNs = System.nanoTime();

        assertThat(questions.ask(new Counting(1), WAIT_MS)).isNull();
        assertThat(System.nanoTime() - beginNs).isLessThan(WAIT_MS * 500_000);
    }

    @Test
    void shouldTellTheAskerAndGoOnWhenASessionFails()
    {
        assertThatThrownBy(() -> askWhileTurning(new ViewSession<String>()
        {
            @Override
            public boolean doWork()
            {
                throw new IllegalArgumentException("on purpose");
            }

            @Override
            public String view()
            {
                return "";
            }
        })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("on purpose");
        assertThat(askWhileTurning(new Counting(2))).isEqualTo(2);
    }
}
