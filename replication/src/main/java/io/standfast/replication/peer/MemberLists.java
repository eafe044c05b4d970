package io.standfast.replication.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.standfast.replication.Member;
import io.standfast.replication.identity.IdentityState;

/**
 * Whether members were given the same list of members. Functions.
 *
 * <p>Numbers of members and majorities come from the names in the list: who has other names counts other members, or
 * counts them for somebody else, and two such lists can have a majority each. With other addresses only, a member is
 * not heard by some: nothing can be lost by that, and while a machine is replaced it must be so.
 */
public final class MemberLists
{
    /** Longer lists are compared as far as this: seven names of hosts are shorter. */
    private static final int LENGTH_MAX = 8 * 1024;
    private static final String ADVICE = "give all nodes the same -cluster_members (members in cluster{}), and " +
        "restart those that are to change";

    private MemberLists()
    {
    }

    /**
     * What a member says of its list.
     *
     * @param members in the order of their ids.
     * @return name=host:port of each, as they were configured.
     */
    public static String text(final List<Member> members)
    {
        final String text = members.stream().map(member -> member.name() + "=" + member.host() + ":" + member
            .basePort()).collect(Collectors.joining(","));
        return text.substring(0, Math.min(LENGTH_MAX, text.length()));
    }

    /**
     * Why a member may not begin to take part. As long as a member that runs has other names, or a new cluster is to
     * be formed and anybody has, or nobody runs and no majority has the same, it waits.
     *
     * @param own         of this member.
     * @param others      that are there.
     * @param clusterSize members in all.
     * @return one sentence, null when it may.
     */
    public static String difference(final PeerStatus own, final Collection<PeerStatus> others, final int clusterSize)
    {
        final long remembered = own.remembered().stream().filter(each -> each.memberId() >= clusterSize).count();
        if (remembered > 0)
        {
            return "this node's list of members names " + clusterSize + ", and " + remembered + " more were members " +
                "of its cluster (" + listOf(own) + "): name all of them in -cluster_members (members in cluster{})";
        }
        final List<PeerStatus> different = others.stream().filter(other -> !isUnknown(own, other) && !names(own)
            .equals(names(other))).toList();
        final boolean isForming = own.identity().state() == IdentityState.EMPTY && others.stream().noneMatch(
            other -> other.identity().isRunning());
        final boolean isDecisive = isForming || others.size() - different.size() + 1 <= clusterSize / 2 ||
            different.stream().anyMatch(MemberLists::leads);
        return different.isEmpty() || !isDecisive ? null
            : "lists of members name different nodes: " + different.stream().map(other -> differenceOf(own, other))
                .collect(Collectors.joining("; ")) + "; " + ADVICE;
    }

    /**
     * Members with another list, be it that only an address differs.
     *
     * @param own    of this member.
     * @param others that are there.
     * @return one sentence for people, empty when all have the same.
     */
    public static String otherwise(final PeerStatus own, final Collection<PeerStatus> others)
    {
        final List<String> found = others.stream().filter(other -> !isUnknown(own, other) && !listOf(own).equals(listOf(
            other))).map(other -> differenceOf(own, other)).toList();
        return found.isEmpty() ? "" : "lists of members differ: " + String.join("; ", found) + "; " + ADVICE;
    }

    /** How two lists differ, for people: only what is not the same. */
    static String differenceOf(final PeerStatus own, final PeerStatus other)
    {
        final Map<String, String> here = entries(own);
        final Map<String, String> there = entries(other);
        final TreeSet<String> all = new TreeSet<>(here.keySet());
        all.addAll(there.keySet());
        final List<String> texts = new ArrayList<>();
        for (final String name : all)
        {
            if (!there.containsKey(name))
            {
                texts.add("does not name " + name);
            }
            else if (!here.containsKey(name))
            {
                texts.add("names " + name + ", this node's does not");
            }
            else if (!here.get(name).equals(there.get(name)))
            {
                texts.add("has " + name + " at " + there.get(name) + ", this node's at " + here.get(name));
            }
        }
        return other.name() + "'s " + String.join(", and ", texts);
    }

    /** One that runs and does not lead may be the only one that is wrong. */
    private static boolean leads(final PeerStatus other)
    {
        return other.identity().isRunning() && other.term().leaderId() != PeerStatus.NO_MEMBER;
    }

    /** Builds that know nothing of lists say nothing. */
    private static boolean isUnknown(final PeerStatus own, final PeerStatus other)
    {
        return listOf(own).isEmpty() || listOf(other).isEmpty();
    }

    private static String listOf(final PeerStatus member)
    {
        return member.build().memberList();
    }

    private static Collection<String> names(final PeerStatus member)
    {
        return entries(member).keySet();
    }

    private static Map<String, String> entries(final PeerStatus member)
    {
        final Map<String, String> entries = new LinkedHashMap<>();
        for (final String word : listOf(member).split(","))
        {
            final int equals = word.indexOf('=');
            entries.put(word.substring(0, Math.max(0, equals)), word.substring(equals + 1));
        }
        return entries;
    }
}
