package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What members of one cluster have in common, and those of two have not.
 */
class MemberTest
{
    /** They would hear one another's votes else. */
    @Test
    void shouldSpeakOnAnotherStreamWhenTheIncarnationIsAnother()
    {
        final int stream = Member.consensusStreamId(7, List.of());

        assertThat(Member.consensusStreamId(7, List.of())).isEqualTo(stream).isPositive();
        assertThat(Member.consensusStreamId(8, List.of())).isNotEqualTo(stream).isPositive();
        assertThat(Member.consensusStreamId(-7, List.of())).isNotEqualTo(stream).isPositive();
        assertThat(Member.consensusStreamId(Long.MIN_VALUE, List.of())).isPositive();
    }
}
