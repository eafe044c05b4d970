package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/**
 * Two nodes of one name are told from one that was started again.
 */
class PeerSourcesTest
{
    private final PeerSources sources = new PeerSources(2);
    private long nowNs;

    private String hear(final int member, final String source)
    {
        nowNs += TimeUnit.MILLISECONDS.toNanos(100);
        return sources.hear(member, source, nowNs);
    }

    @Test
    void shouldTakeAMemberThatIsStartedAgainForOne()
    {
        for (int start = 0; start < 20; start++)
        {
            for (int word = 0; word < 5; word++)
            {
                assertThat(hear(0, "10.0.0.1:" + start)).isNull();
            }
        }
    }

    @Test
    void shouldTellWhenTwoTakeTurns()
    {
        assertThat(hear(0, "10.0.0.1:1")).isNull();
        assertThat(hear(0, "10.0.0.2:1")).as("started again elsewhere, as far as is known").isNull();
        assertThat(hear(0, "10.0.0.1:1")).isEqualTo("10.0.0.2:1");
        assertThat(hear(0, "10.0.0.1:1")).as("as long as the other may speak again").isEqualTo("10.0.0.2:1");
        assertThat(hear(0, "10.0.0.2:1")).isEqualTo("10.0.0.1:1");
        assertThat(hear(1, "10.0.0.3:1")).as("another member").isNull();
    }

    @Test
    void shouldForgetTheOtherWhenItIsSilent()
    {
        hear(0, "10.0.0.1:1");
        hear(0, "10.0.0.2:1");
        assertThat(hear(0, "10.0.0.1:1")).isEqualTo("10.0.0.2:1");

        nowNs += TimeUnit.SECONDS.toNanos(6);

        assertThat(hear(0, "10.0.0.1:1")).isNull();
        assertThat(hear(0, "10.0.0.2:1")).as("it is as good as new").isNull();
    }
}
