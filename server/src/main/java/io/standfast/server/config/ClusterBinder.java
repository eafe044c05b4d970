package io.standfast.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.standfast.engine.FeatureLevel;
import io.standfast.replication.identity.SetAside;

/**
 * Reads who the nodes of a cluster are: {@code -cluster_members a=host:port,...}, or {@code -cluster_peers a,b} with
 * the names as hosts. Owned by the thread that starts the server.
 */
final class ClusterBinder
{
    private static final int BASE_PORT = 4300;
    private static final int PORTS = 10;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_MEMBERS = 7;
    private static final long MIN_COPY_RATE = 64 * 1024;

    private final ParsedFlags flags;

    ClusterBinder(final ParsedFlags flags)
    {
        this.flags = flags;
    }

    /**
     * Bind.
     *
     * @return cluster, or null when the server is to be alone.
     */
    Settings.Cluster bind()
    {
        if (!flags.isSet(ClusterSettings.CLUSTERED))
        {
            return null;
        }
        final String nodeId = flags.text(ClusterSettings.CLUSTER_NODE_ID, "");
        if (nodeId.isEmpty())
        {
            throw new SettingsException("-clustered needs -cluster_node_id: the name of this node in -cluster_members");
        }
        final List<Settings.Node> members = new ArrayList<>();
        words(ClusterSettings.CLUSTER_MEMBERS).forEach(word -> members.add(member(word)));
        words(ClusterSettings.CLUSTER_PEERS).forEach(word -> addIfAbsent(members, word));
        if (flags.text(ClusterSettings.CLUSTER_MEMBERS, "").isEmpty())
        {
            addIfAbsent(members, nodeId);
        }
        members.sort(Comparator.comparing(Settings.Node::name));
        check(nodeId, members);
        return new Settings.Cluster(nodeId, List.copyOf(members), flags.isSet(ClusterSettings.CLUSTER_BOOTSTRAP),
            featureLevel(), copyRate(), setAsideLimit());
    }

    private long setAsideLimit()
    {
        final long limit = flags.size(ClusterSettings.CLUSTER_SET_ASIDE_LIMIT);
        if (limit < 0 && limit != SetAside.AS_MUCH_AS_IS_FREE)
        {
            throw new SettingsException("-cluster_set_aside_limit " + limit + ": bytes, 0 for nothing, or " +
                SetAside.AS_MUCH_AS_IS_FREE + " for as much as the disk has free");
        }
        return limit;
    }

    private long copyRate()
    {
        final long rate = flags.size(ClusterSettings.CLUSTER_COPY_RATE);
        if (rate != 0 && rate < MIN_COPY_RATE)
        {
            throw new SettingsException("-cluster_copy_rate " + rate + ": bytes a second, at least " + MIN_COPY_RATE +
                ", or 0 for any");
        }
        return rate;
    }

    private int featureLevel()
    {
        final int level = flags.number(ClusterSettings.CLUSTER_FEATURE_LEVEL, FeatureLevel.NEWEST);
        if (level < FeatureLevel.FIRST || level > FeatureLevel.NEWEST)
        {
            throw new SettingsException("-cluster_feature_level " + level + ": this build knows the levels " +
                FeatureLevel.FIRST + " to " + FeatureLevel.NEWEST);
        }
        return level;
    }

    private List<String> words(final String flag)
    {
        return List.of(flags.text(flag, "").split(",")).stream().map(String::strip).filter(word -> !word.isEmpty())
            .toList();
    }

    private static void addIfAbsent(final List<Settings.Node> members, final String name)
    {
        if (members.stream().noneMatch(member -> member.name().equals(name)))
        {
            members.add(new Settings.Node(name, name, BASE_PORT));
        }
    }

    private static Settings.Node member(final String word)
    {
        final int equals = word.indexOf('=');
        final int colon = word.lastIndexOf(':');
        if (equals <= 0 || colon < equals + 2)
        {
            throw new SettingsException("\"" + word + "\" in -cluster_members is not name=host:port");
        }
        return new Settings.Node(word.substring(0, equals), word.substring(equals + 1, colon),
            port(word, word.substring(
                colon + 1)));
    }

    private static int port(final String word, final String text)
    {
        try
        {
            final int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT - PORTS)
            {
                return port;
            }
        }
        catch (final NumberFormatException ex)
        {
            throw new SettingsException("\"" + word + "\" in -cluster_members: " + text + " is not a port");
        }
        throw new SettingsException("\"" + word + "\" in -cluster_members: a node takes " + PORTS +
            " ports from this one on, it must be between 1 and " + (MAX_PORT - PORTS));
    }

    private static void check(final String nodeId, final List<Settings.Node> members)
    {
        if (members.stream().noneMatch(member -> member.name().equals(nodeId)))
        {
            throw new SettingsException("-cluster_node_id " + nodeId + " is not one of the nodes in -cluster_members");
        }
        for (int i = 0; i < members.size(); i++)
        {
            for (int j = i + 1; j < members.size(); j++)
            {
                checkApart(members.get(i), members.get(j));
            }
        }
        if (members.size() > MAX_MEMBERS)
        {
            throw new SettingsException("a cluster has at most " + MAX_MEMBERS + " nodes, -cluster_members names " +
                members.size());
        }
    }

    private static void checkApart(final Settings.Node one, final Settings.Node other)
    {
        if (one.name().equals(other.name()))
        {
            throw new SettingsException("node " + one.name() + " is named twice in -cluster_members");
        }
        if (one.host().equals(other.host()) && Math.abs(one.port() - other.port()) < PORTS)
        {
            throw new SettingsException(
                "the ports of nodes " + one.name() + " and " + other.name() + " overlap: each " +
                    "takes " + PORTS + " ports from the one given");
        }
    }
}
