package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.Member;
import io.standfast.replication.identity.IdentityState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whether members were given the same list of members, and who may not take part until they were.
 */
class MemberListsTest
{
    private static final String LIST = "a=h1:4300,b=h2:4300,c=h3:4300";
    private static final String TYPO = "a=h1:4300,b=h2:4300,c=h4:4300";
    private static final String FOUR = LIST + ",d=h4:4300";
    private static final String UNKNOWN = "";
    private static final String ADVICE = "; give all nodes the same -cluster_members (members in cluster{}), and " +
        "restart those that are to change";

    private static PeerStatus member(final int id, final String list, final boolean isRunning,
        final IdentityState state, final PeerStatus.Remembered... remembered)
    {
        return member(id, list, isRunning ? 2 : PeerStatus.NO_MEMBER, isRunning, state, remembered);
    }

    private static PeerStatus member(final int id, final String list, final int leader, final boolean isRunning,
        final IdentityState state, final PeerStatus.Remembered... remembered)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, state, 1, isRunning, false),
            new PeerStatus.Term(leader, 1, false), new PeerStatus.Log(0, 1, 1), new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(0, 1, 1, 0).of(list), PeerStatus.Ports.NONE, "", List.of(remembered), List.of());
    }

    private static PeerStatus waiting(final int id, final String list)
    {
        return member(id, list, false, IdentityState.READY);
    }

    private static PeerStatus running(final int id, final String list)
    {
        return member(id, list, true, IdentityState.READY);
    }

    private static String difference(final String own, final PeerStatus... others)
    {
        return MemberLists.difference(waiting(0, own), List.of(others), 3);
    }

    /** It may run because the others were of a build that said nothing of lists when it began. */
    @Test
    void shouldStartWithoutTheOneThatIsWrongWhenItDoesNotLead()
    {
        final PeerStatus alone = member(1, FOUR, PeerStatus.NO_MEMBER, true, IdentityState.READY);

        assertThat(difference(LIST, alone, waiting(2, LIST))).isNull();
        assertThat(difference(LIST, alone)).as("no majority has the same").isNotNull();
        assertThat(difference(LIST, running(1, FOUR), waiting(2, LIST))).as("it leads").isNotNull();
    }

    @Test
    void shouldSayWhatAMemberIsSetTo()
    {
        assertThat(MemberLists.text(List.of(new Member(0, "a", "h1", 4300), new Member(1, "b", "h2", 4310)))).isEqualTo(
            "a=h1:4300,b=h2:4310");
        assertThat(MemberLists.text(List.of(new Member(0, "n".repeat(100_000), "h", 1)))).hasSize(8192);
    }

    @Test
    void shouldSayNothingWhenAllHaveTheSame()
    {
        assertThat(MemberLists.otherwise(waiting(0, LIST), List.of(waiting(1, LIST), running(2, LIST)))).isEmpty();
        assertThat(difference(LIST, waiting(1, LIST), running(2, LIST))).isNull();
    }

    /** While a machine is replaced the others have its new address one after the other, and it is the last. */
    @Test
    void shouldTakePartAndSaySoWhenOnlyAnAddressDiffers()
    {
        assertThat(difference(LIST, running(1, TYPO), running(2, TYPO))).isNull();
        assertThat(MemberLists.otherwise(waiting(0, LIST), List.of(running(1, TYPO), running(2, LIST)))).isEqualTo(
            "lists of members differ: node-1's has c at h4:4300, this node's at h3:4300" + ADVICE);
    }

    @Test
    void shouldNotTakePartWhenAMemberThatRunsNamesOthers()
    {
        assertThat(difference(LIST, running(1, FOUR), waiting(2, LIST))).isEqualTo(
            "lists of members name different nodes: node-1's names d, this node's does not" + ADVICE);
        assertThat(difference(FOUR, running(1, LIST), running(2, LIST))).contains("node-1's does not name d; node-2's");
        assertThat(difference("a=h1:4300,c=h3:4300", running(1, LIST))).contains("names b, this node's does not");
        assertThat(difference(LIST, running(1, "a=h1:4300,x=h2:4300,c=h3:4300"))).contains(
            "node-1's does not name b, and names x, this node's does not");
    }

    @Test
    void shouldFollowTheMajorityWhenNobodyRuns()
    {
        assertThat(difference(LIST, waiting(1, LIST), waiting(2, FOUR))).isNull();
        assertThat(difference(FOUR, waiting(1, LIST), waiting(2, LIST))).isNotNull();
        assertThat(difference(LIST, waiting(1, FOUR))).as("one against one").isNotNull();
    }

    /** Nothing is there that could be lost by waiting. */
    @Test
    void shouldFormNoClusterWithAMemberThatNamesOthers()
    {
        assertThat(MemberLists.difference(member(0, LIST, false, IdentityState.EMPTY), List.of(waiting(1, LIST),
            member(2, FOUR, false, IdentityState.EMPTY)), 3)).contains("node-2's names d");
        assertThat(
            MemberLists.difference(member(0, LIST, false, IdentityState.EMPTY), List.of(running(1, LIST), waiting(
                2, FOUR)), 3))
            .as("a cluster is there to be copied").isNull();
    }

    /** It would be a majority of its own. */
    @Test
    void shouldNotGoOnAloneWhenOthersWereMembersOfItsCluster()
    {
        final PeerStatus.Remembered[] others = {new PeerStatus.Remembered(1, 3, 96),
            new PeerStatus.Remembered(2, 3, 96)};

        assertThat(MemberLists.difference(member(0, "a=h1:4300", false, IdentityState.READY, others), List.of(), 1))
            .isEqualTo("this node's list of members names 1, and 2 more were members of its cluster (a=h1:4300): name" +
                " all of them in -cluster_members (members in cluster{})");
        assertThat(MemberLists.difference(member(0, LIST, false, IdentityState.READY, others), List.of(), 3)).isNull();
    }

    @Test
    void shouldSayNothingOfBuildsThatSayNothing()
    {
        assertThat(difference(LIST, running(1, UNKNOWN), running(2, UNKNOWN))).isNull();
        assertThat(MemberLists.otherwise(waiting(0, LIST), List.of(running(1, UNKNOWN)))).isEmpty();
        assertThat(MemberLists.otherwise(waiting(0, UNKNOWN), List.of(running(1, LIST)))).isEmpty();
    }
}
