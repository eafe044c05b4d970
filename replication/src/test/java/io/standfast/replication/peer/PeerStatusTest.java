package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.codecs.peer.PeerStatusDecoder;
import io.standfast.codecs.peer.PeerStatusEncoder;
import io.standfast.replication.identity.IdentityState;

/**
 * What members say of themselves, on its way to others of the same build and of older ones.
 */
class PeerStatusTest
{
    private static final PeerStatus STATUS = new PeerStatus("c", 1, "b", new PeerStatus.Self(7, IdentityState.READY, 3,
        true, true, true), new PeerStatus.Term(1, 2, true, true), new PeerStatus.Log(64, 128, 96, 2),
        new PeerStatus.Digest(32, 5),
        new PeerStatus.Build(5, 4, 3, 9).of("a=h:1,b=i:2"), new PeerStatus.Ports(4222, 8222, true), "running", List.of(
            new PeerStatus.Remembered(0, 4, 96)),
        List.of(17L));

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    @Test
    void shouldReadWhatWasWritten()
    {
        STATUS.encode(buffer);

        assertThat(PeerStatus.decode(buffer, 0)).isEqualTo(STATUS);
    }

    @Test
    void shouldTakePagesForUnencryptedWhenABuildThatKnowsNoOthersSaysWhereTheyAre()
    {
        STATUS.encode(buffer);
        new MessageHeaderEncoder().wrap(buffer, 0).version(PeerStatusEncoder.monitorSecureSinceVersion() - 1);

        final PeerStatus.Ports ports = PeerStatus.decode(buffer, 0).ports();

        assertThat(ports).isEqualTo(new PeerStatus.Ports(4222, 8222, false));
    }

    @Test
    void shouldTakeADiskForOneWithRoomWhenABuildThatSaysNothingOfIt()
    {
        STATUS.encode(buffer);
        new MessageHeaderEncoder().wrap(buffer, 0).version(PeerStatusEncoder.diskFullSinceVersion() - 1);

        assertThat(PeerStatus.decode(buffer, 0).identity().isDiskFull()).isFalse();
    }

    @Test
    void shouldKnowNoListOfMembersWhenABuildThatSaysNothingOfIt()
    {
        STATUS.encode(buffer);
        new MessageHeaderEncoder().wrap(buffer, 0).version(PeerStatusDecoder.memberListSinceVersion() - 1);

        assertThat(PeerStatus.decode(buffer, 0).build().memberList()).isEmpty();
    }
}
