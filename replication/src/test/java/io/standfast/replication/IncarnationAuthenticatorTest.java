package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.security.SessionProxy;
import io.standfast.replication.client.DoorCredentials;
import org.junit.jupiter.api.Test;

/**
 * Who gets a session of the log: this process's gateway, who copies this cluster, and clients of the door.
 */
class IncarnationAuthenticatorTest
{
    private static final long OURS = 7;
    private static final long SESSION = 1;

    private final IncarnationCredentials gateway = IncarnationCredentials.ofGateway(OURS);
    private boolean isDoorUsable = true;

    /** What becomes of a session that shows something: {@code refused}, {@code waits}, or its name, {@code as NAME}. */
    private String shown(final byte[] credentials, final DoorAccess door)
    {
        final IncarnationAuthenticator authenticator = new IncarnationAuthenticator(OURS, gateway, door,
            new DoorRoom(() -> isDoorUsable, () -> 0, () -> 0));
        final Answer answer = new Answer();
        authenticator.onConnectRequest(SESSION, credentials, 0);
        authenticator.onConnectedSession(answer, 0);
        return answer.text;
    }

    @Test
    void shouldKnowTheGatewayOfItsProcessOnly()
    {
        assertThat(shown(gateway.encodedCredentials(), null)).isEqualTo("as ");
        assertThat(shown(IncarnationCredentials.ofGateway(OURS).encodedCredentials(), null)).as("of another process")
            .isEqualTo("refused");
    }

    @Test
    void shouldLetOnlyMembersOfThisClusterCopyTheLog()
    {
        assertThat(shown(new IncarnationCredentials(OURS).encodedCredentials(), null)).isEqualTo("as copy");
        assertThat(shown(new IncarnationCredentials(OURS + 1).encodedCredentials(), null)).isEqualTo("refused");
        assertThat(shown(new byte[0], null)).isEqualTo("refused");
    }

    @Test
    void shouldLetClientsOfTheDoorInWhenItIsOpenForThem()
    {
        final DoorAccess door = new DoorAccess("127.0.0.1:1", "", "secret");
        final byte[] right = DoorCredentials.token("secret").encodedCredentials();
        final String name = "as " + new String(DoorCredentials.principal());

        assertThat(shown(right, null)).as("there is no door").isEqualTo("refused");
        assertThat(shown(DoorCredentials.token("other").encodedCredentials(), door)).isEqualTo("refused");
        assertThat(shown(right, door)).isEqualTo(name);
        isDoorUsable = false;
        assertThat(shown(right, door)).isEqualTo("waits");
    }

    @Test
    void shouldRefuseASessionThatShowedNothing()
    {
        final Answer answer = new Answer();

        new IncarnationAuthenticator(OURS, gateway, null, null).onConnectedSession(answer, 0);

        assertThat(answer.text).isEqualTo("refused");
    }

    /**
     * What the consensus module would do.
     */
    private static final class Answer implements SessionProxy
    {
        private String text = "waits";

        @Override
        public long sessionId()
        {
            return SESSION;
        }

        @Override
        public boolean challenge(final byte[] encodedChallenge)
        {
            text = "challenged";
            return true;
        }

        @Override
        public boolean authenticate(final byte[] encodedPrincipal)
        {
            text = "as " + new String(encodedPrincipal);
            return true;
        }

        @Override
        public void reject()
        {
            text = "refused";
        }
    }
}
