package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which faults happen is chosen by the seed alone, each has its chance, and two at once are two that a cluster has to
 * survive.
 */
class ChaosFaultTest
{
    private static final int CHOICES = 5_000;
    private static final long SEED = 7;
    private static final Set<ChaosFault> ALL = EnumSet.allOf(ChaosFault.class);
    private static final Set<ChaosFault> LOSE_DATA = EnumSet.of(ChaosFault.WIPE, ChaosFault.LOSE_PART,
        ChaosFault.KILL_WHILE_STARTING, ChaosFault.DAMAGE_SNAPSHOT, ChaosFault.OLD_COPY);

    private static List<ChaosFault> choices(final Function<Random, ChaosFault> choice)
    {
        final Random random = new Random(SEED);
        return Stream.generate(() -> choice.apply(random)).limit(CHOICES).toList();
    }

    @Test
    void shouldChooseEachFault()
    {
        final List<ChaosFault> chosen = choices(random -> ChaosFault.choose(random, ALL));

        assertThat(EnumSet.copyOf(chosen)).isEqualTo(ALL);
        assertThat(choices(random -> ChaosFault.choose(random, ALL))).isEqualTo(chosen);
    }

    @Test
    void shouldChooseOnlyWhatIsPossible()
    {
        final Set<ChaosFault> possible = EnumSet.of(ChaosFault.WIPE, ChaosFault.KILL, ChaosFault.STOP);

        assertThat(EnumSet.copyOf(choices(random -> ChaosFault.choose(random, possible)))).isEqualTo(possible);
        assertThat(EnumSet.copyOf(choices(random -> ChaosFault.WIPE.chooseSecond(random, possible)))).isEqualTo(EnumSet
            .of(ChaosFault.KILL, ChaosFault.STOP));
    }

    @Test
    void shouldBeginWithOneThatBefallsANode()
    {
        assertThat(EnumSet.copyOf(choices(random -> ChaosFault.chooseFirst(random, ALL)))).isEqualTo(EnumSet
            .complementOf(EnumSet.of(ChaosFault.KILL_LEADER, ChaosFault.KILL_TWO, ChaosFault.KILL_ALL,
                ChaosFault.SNAPSHOT, ChaosFault.DISKS_FULL, ChaosFault.TWO_AT_ONCE)));
    }

    @Test
    void shouldNotLoseTheDataOfTwoAtOnce()
    {
        for (final ChaosFault first : EnumSet.copyOf(choices(random -> ChaosFault.chooseFirst(random, ALL))))
        {
            final Set<ChaosFault> seconds = EnumSet.copyOf(choices(random -> first.chooseSecond(random, ALL)));

            assertThat(seconds).as("after %s", first).doesNotContain(first, ChaosFault.TWO_AT_ONCE,
                ChaosFault.OLD_COPY, ChaosFault.REMAKE_CHANNEL, ChaosFault.KILL_DURING_SNAPSHOT).contains(
                    first == ChaosFault.POISON ? ChaosFault.KILL : ChaosFault.POISON);
            assertThat(seconds.stream().anyMatch(LOSE_DATA::contains)).as("after %s", first).isNotEqualTo(LOSE_DATA
                .contains(first));
        }
    }
}
