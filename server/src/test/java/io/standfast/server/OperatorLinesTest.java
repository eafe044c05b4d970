package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.config.ChannelLimits;
import io.standfast.server.config.Limits;
import io.standfast.server.config.Policies;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Lines that operators look for, character by character as the old server printed them.
 */
class OperatorLinesTest
{
    private static final long NS_PER_HOUR = 3_600_000_000_000L;

    @Test
    void shouldMarkDefaultsWhenLimitsAreUntouched()
    {
        assertThat(OperatorLines.limitLines(Limits.DEFAULT, List.of())).containsExactly(
            "---------- Store Limits ----------",
            "Channels:                  100 *",
            "--------- Channels Limits --------",
            "  Subscriptions:          1000 *",
            "  Messages     :       1000000 *",
            "  Bytes        :     976.56 MB *",
            "  Age          :     unlimited *",
            "  Inactivity   :     unlimited *",
            "----------------------------------");
    }

    @Test
    void shouldShowValuesWithoutMarkWhenLimitsAreSet()
    {
        assertThat(OperatorLines.limitLines(new Limits(5, 0, 7, 1024, NS_PER_HOUR, 0), List.of())).contains(
            "Channels:                    5",
            "  Subscriptions:     unlimited",
            "  Messages     :             7",
            "  Bytes        :       1.00 KB",
            "  Age          :        1h0m0s");
    }

    @Test
    void shouldNameTheOthersWhenItIsAMember()
    {
        final Settings settings = ReadSettings
            .read(ProgramName.STANDFAST, List.of("-clustered", "-cluster_node_id", "b",
                "-cluster_peers", "a,b,c", "-dir", "/data"), Map.of())
            .settings();

        assertThat(OperatorLines.memberLines(settings.cluster(), settings.store().directory())).containsExactly(
            "Cluster Node ID : b",
            "Cluster Log Path: /data/archive",
            "Cluster known peers:",
            "   peer 1: \"a\"",
            "   peer 2: \"c\"");
    }

    @Test
    void shouldSayUnlimitedWhenAChannelsOwnEntrySaysSo()
    {
        final int inherited = ChannelLimits.INHERIT;
        final List<ChannelLimits> channels = List.of(
            new ChannelLimits("foo.bar", 0, 0, 0, 0, 0, Policies.INHERITED),
            new ChannelLimits("foo.>", inherited, 5, 1024, inherited, inherited, Policies.INHERITED));

        assertThat(OperatorLines.limitLines(Limits.DEFAULT, channels)).containsSequence(
            "-------- List of Channels ---------",
            "foo.>",
            " |-> Messages                     5",
            " |-> Bytes                  1.00 KB",
            " foo.bar",
            "  |-> Subscriptions        unlimited",
            "  |-> Messages             unlimited",
            "  |-> Bytes                unlimited",
            "  |-> Age                  unlimited",
            "  |-> Inactivity           unlimited");
    }
}
