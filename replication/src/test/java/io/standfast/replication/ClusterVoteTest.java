package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No acknowledged message is lost when a candidate counts late a vote that was followed by others
 * ({@link io.standfast.replication.fence.VoteFence}; with {@code -Dstandfast.tail.unfenced=true} it fails), and what
 * keeps it so does not keep two members that are there from going on.
 */
class ClusterVoteTest
{
    private static final int TRIES = 20;

    @TempDir
    private Path directory;

    /** With a patience that has no end, the member that comes and the leader wait for one another. */
    @Test
    void shouldGoOnWhenTheOnlyFollowerThatRecordsHasNotSeenTheNewTerm()
    {
        play("unheard", (name, root, story) ->
        {
            try (UnheardScenario scenario = new UnheardScenario(name, root))
            {
                final boolean isPlayed = scenario.play();
                story.append(scenario.story());
                return isPlayed;
            }
        });
    }

    @Test
    void shouldKeepAcknowledgedMessagesWhenACandidateCountsItsVotesLate()
    {
        play("late", (name, root, story) ->
        {
            try (VoteScenario scenario = new VoteScenario(name, root))
            {
                final boolean isPlayed = scenario.play();
                story.append(scenario.story());
                return isPlayed;
            }
        });
    }

    /** On a slow machine it may come otherwise than it is to be played. */
    private void play(final String name, final Play play)
    {
        final StringBuilder stories = new StringBuilder();
        boolean isPlayed = false;
        for (int i = 1; !isPlayed && i <= TRIES; i++)
        {
            final Path root = directory.resolve(name + i);
            stories.append(System.lineSeparator()).append(name).append(", try ").append(i).append(": ");
            isPlayed = play.play(name + ", try " + i, root, stories);
            IoUtil.delete(root.toFile(), true);
        }
        System.out.println("ClusterVoteTest " + stories);
        assertThat(isPlayed).as(stories.toString()).isTrue();
    }

    /** One try. */
    private interface Play
    {
        boolean play(String name, Path root, StringBuilder story);
    }
}
