package io.standfast.server.http;

import java.util.List;

/**
 * What one node knows of its cluster at one moment. Immutable.
 *
 * @param members     of the cluster, in the order of their names.
 * @param notes       for people: what the members do not have in common, one sentence each.
 * @param isStoppable whether this node may be stopped now without hurting anybody.
 * @param reason      why, one sentence.
 */
public record ClusterReport(List<Row> members, List<String> notes, boolean isStoppable, String reason)
{
    /**
     * One member.
     *
     * @param name        of the node.
     * @param isSelf      whether it is the node that reports.
     * @param role        Leader, Follower, Starting or Silent.
     * @param state       of its data.
     * @param incarnation of its cluster, in hexadecimal digits.
     * @param term        of leadership, -1 for none.
     * @param commit      position of the log, -1 while it does not run.
     * @param logEnd      position up to which it has the log.
     * @param level       feature level of its state, 0 while it is not known.
     * @param phase       what it does, for people.
     * @param monitor     host and port of its pages, empty when it has none or is not heard.
     */
    public record Row(String name, boolean isSelf, String role, String state, String incarnation, long term,
        long commit,
        long logEnd, int level, String phase, String monitor)
    {
    }
}
