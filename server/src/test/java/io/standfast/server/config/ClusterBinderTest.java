package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who the nodes are, and what is said when that cannot be.
 */
class ClusterBinderTest
{
    private static Settings.Cluster bind(final String flags)
    {
        return new ClusterBinder(new LegacyFlags().parse(List.of(flags.split(" ")))).bind();
    }

    @Test
    void shouldSortNodesByNameSoThatAllNumberThemAlike()
    {
        final Settings.Cluster cluster = bind(
            "-clustered -cluster_node_id b -cluster_members c=h3:30,a=h1:10,b=h2:20 -cluster_bootstrap");

        assertThat(cluster.members()).extracting(Settings.Node::name).containsExactly("a", "b", "c");
        assertThat(cluster.members().get(1)).isEqualTo(new Settings.Node("b", "h2", 20));
        assertThat(cluster.own()).isEqualTo(1);
        assertThat(cluster.isBootstrap()).isTrue();
        assertThat(bind("-cluster_node_id b")).as("not clustered").isNull();
    }

    @Test
    void shouldTakeNamesForHostsWithTheDefaultPortWhenOnlyPeersAreNamed()
    {
        final List<Settings.Node> members = bind("-clustered -cluster_node_id b.example -cluster_peers c.example,a")
            .members();

        assertThat(members).containsExactly(new Settings.Node("a", "a", 4300), new Settings.Node("b.example",
            "b.example", 4300), new Settings.Node("c.example", "c.example", 4300));
        assertThat(bind("-clustered -cluster_node_id b -cluster_members a=h1:10,b=h2:20 -cluster_peers a,b,c")
            .members()).as("who is a member already stays where it is").containsExactly(new Settings.Node("a", "h1",
                10), new Settings.Node("b", "h2", 20), new Settings.Node("c", "c", 4300));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-clustered | -clustered needs -cluster_node_id",
        "-clustered -cluster_node_id x -cluster_members a=h:10,b=h:20 | -cluster_node_id x is not one of the nodes",
        "-clustered -cluster_node_id a -cluster_members a=h:10,a=h:20 | node a is named twice",
        "-clustered -cluster_node_id a -cluster_members a=h:10,b=h:15 | the ports of nodes a and b overlap",
        "-clustered -cluster_node_id a -cluster_members a:10 | \"a:10\" in -cluster_members is not name=host:port",
        "-clustered -cluster_node_id a -cluster_members a=h:x | x is not a port",
        "-clustered -cluster_node_id a -cluster_members a=h:65530 | a node takes 10 ports from this one on",
        "-clustered -cluster_node_id a -cluster_peers b -cluster_copy_rate 1KB | -cluster_copy_rate 1024: bytes",
        "-clustered -cluster_node_id a -cluster_peers b -cluster_copy_rate -1 | -cluster_copy_rate -1: bytes a second",
        "-clustered -cluster_node_id a -cluster_peers b -cluster_set_aside_limit -2 | limit -2: bytes",
        "-clustered -cluster_node_id a -cluster_peers b,c,d,e,f,g,h,i | a cluster has at most 7 nodes"})
    void shouldSayWhatIsWrong(final String flags, final String message)
    {
        assertThatThrownBy(() -> bind(flags)).isInstanceOf(SettingsException.class).hasMessageContaining(message);
    }
}
