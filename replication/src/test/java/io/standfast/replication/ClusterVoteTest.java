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
        try (UnheardScenario scenario = new UnheardScenario("unheard", directory.resolve("unheard")))
        {
            scenario.play();
            System.out.println("ClusterVoteTest " + scenario.story());
        }
    }

    @Test
    void shouldKeepAcknowledgedMessagesWhenACandidateCountsItsVotesLate()
    {
        final StringBuilder stories = new StringBuilder();
        boolean isPlayed = false;
        for (int i = 1; !isPlayed && i <= TRIES; i++)
        {
            final Path root = directory.resolve(Integer.toString(i));
            try (VoteScenario scenario = new VoteScenario("try " + i, root))
            {
                isPlayed = scenario.play();
                stories.append("try ").append(i).append(": ").append(scenario.story()).append(System.lineSeparator());
            }
            IoUtil.delete(root.toFile(), true);
        }
        System.out.println("ClusterVoteTest " + stories);
        assertThat(isPlayed).as(stories.toString()).isTrue();
    }
}
