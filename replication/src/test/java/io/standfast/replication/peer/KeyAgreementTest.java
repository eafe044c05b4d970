package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.identity.IdentityState;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/**
 * Who may be launched beside members with other keys.
 */
class KeyAgreementTest
{
    private static final long A = 4;
    private static final long B = 6;
    private static final long A_IN_USE = KeyAgreement.said(A, true);
    private static final long NONE = 0;

    private static PeerStatus member(final int id, final long keyCheck, final boolean isRunning)
    {
        return member(id, keyCheck, isRunning, IdentityState.READY);
    }

    private static PeerStatus member(final int id, final long keyCheck, final boolean isRunning,
        final IdentityState state)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, state, 1, isRunning, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, 1, 1), new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(0, 1, 1, 0, keyCheck), PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    private static String difference(final long own, final PeerStatus... others)
    {
        return KeyAgreement.difference(member(0, own, false), List.of(others), 3);
    }

    @Test
    void shouldBeLaunchedWhenAllHaveTheSame()
    {
        assertThat(difference(NONE, member(1, NONE, true), member(2, NONE, false))).isNull();
        assertThat(difference(A, member(1, A, true), member(2, A, false))).isNull();
        assertThat(difference(A)).isNull();
    }

    @Test
    void shouldNotBeLaunchedBesideARunningMemberWithAnotherKey()
    {
        assertThat(difference(B, member(1, A, true), member(2, B, false)))
            .isEqualTo("nodes [node-1] have another key " +
                "of the encryption at rest than this node: start all of them with the same");
        assertThat(difference(NONE, member(1, A, true))).isEqualTo("nodes [node-1] have a key of the encryption at " +
            "rest, this node has none: start it with theirs, in NATS_STREAMING_ENCRYPTION_KEY");
    }

    @Test
    void shouldFollowTheMajorityWhenNobodyRuns()
    {
        assertThat(difference(A, member(1, A, false), member(2, B, false))).isNull();
        assertThat(difference(B, member(1, A, false), member(2, A, false))).contains("[node-1, node-2]");
        assertThat(difference(A, member(1, B, false))).as("one against one").contains("[node-1]");
        assertThat(difference(NONE, member(1, NONE, false), member(2, A, false))).isNull();
        assertThat(difference(NONE, member(1, A, false), member(2, A, false))).contains("this node has none");
    }

    /** After a restore of an encrypted backup on one member, or when two of three disks were replaced. */
    @Test
    void shouldNotCopyWithoutAKeyWhatAMemberHasWithOne()
    {
        final PeerStatus empty = member(0, NONE, false, IdentityState.EMPTY);

        assertThat(KeyAgreement.difference(empty, List.of(member(1, A, false), member(2, NONE, false,
            IdentityState.EMPTY)), 3)).contains("[node-1]", "this node has none");
        assertThat(KeyAgreement.difference(member(0, A, false, IdentityState.EMPTY), List.of(member(1, A, false),
            member(2, NONE, false, IdentityState.EMPTY)), 3)).isNull();
    }

    @Test
    void shouldJoinMembersWithoutAKeyAsLongAsItEncryptsNothing()
    {
        assertThat(difference(A, member(1, NONE, true), member(2, NONE, true))).isNull();
        assertThat(difference(A_IN_USE, member(1, A, true), member(2, A, true))).isNull();
        assertThat(difference(A, member(1, A_IN_USE, true), member(2, A, true))).isNull();
    }

    /** Builds that know no encryption say nothing of a key: they would deliver what is encrypted as it is. */
    @Test
    void shouldNotEncryptWhatRunningMembersCouldNotRead()
    {
        assertThat(difference(A_IN_USE, member(1, NONE, true), member(2, A_IN_USE, true))).isEqualTo(
            "nodes [node-1] have no key of the encryption at rest and could not read what this node encrypts: give " +
                "all nodes the key, in NATS_STREAMING_ENCRYPTION_KEY, before one of them is started with -encrypt");
        assertThat(difference(A_IN_USE, member(1, NONE, false), member(2, NONE, false))).contains("[node-1, node-2]");
        assertThat(difference(A_IN_USE, member(1, NONE, false), member(2, A_IN_USE, false))).as("two of three agree")
            .isNull();
    }

    @Test
    void shouldTellKeysApartWhetherTheyAreInUseOrNot()
    {
        assertThat(difference(A_IN_USE, member(1, KeyAgreement.said(B, true), true))).contains("another key");
        assertThat(difference(NONE, member(1, A_IN_USE, true))).contains("this node has none");
    }

    @Test
    void shouldTellTheOthers()
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

        member(1, B, true).encode(buffer);

        assertThat(PeerStatus.decode(buffer, 0).build().keyCheck()).isEqualTo(B);
    }
}
