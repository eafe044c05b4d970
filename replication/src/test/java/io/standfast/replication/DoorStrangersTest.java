package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.aeron.security.SessionProxy;
import io.standfast.replication.client.DoorCredentials;

/**
 * Who is let in, who waits, and who is forgotten.
 */
class DoorStrangersTest
{
    private static final long INCARNATION = 42;
    private static final int KEPT = 4096;
    private static final long NEXT_ID = 10_000;
    private static final long LATER_MS = 30_000;

    private final IncarnationCredentials gateway = IncarnationCredentials.ofGateway(INCARNATION);
    private final AtomicBoolean hasRoom = new AtomicBoolean(true);
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final IncarnationAuthenticator authenticator = new IncarnationAuthenticator(INCARNATION, gateway,
        new DoorAccess(null, null, "token"), new DoorRoom(hasRoom::get, open::get, opened::get));

    private String answer(final long sessionId, final byte[] credentials, final long nowMs)
    {
        authenticator.onConnectRequest(sessionId, credentials, nowMs);
        return connected(sessionId, nowMs);
    }

    private String connected(final long sessionId, final long nowMs)
    {
        final Proxy proxy = new Proxy(sessionId);
        authenticator.onConnectedSession(proxy, nowMs);
        return proxy.answer;
    }

    @Test
    void shouldLetInWhoShowsTheTokenOnly()
    {
        assertThat(answer(1, DoorCredentials.token("token").encodedCredentials(), 0)).isEqualTo("let in, door true");
        assertThat(answer(2, DoorCredentials.token("guess").encodedCredentials(), 0)).isEqualTo("rejected");
        assertThat(answer(3, new byte[]{1, 2, 3}, 0)).isEqualTo("rejected");
        assertThat(answer(4, gateway.encodedCredentials(), 0)).isEqualTo("let in, door false");
    }

    @Test
    void shouldLetWaitWhoComesWhileThereIsNoRoom()
    {
        hasRoom.set(false);
        assertThat(answer(1, DoorCredentials.token("token").encodedCredentials(), 0)).isEqualTo("waits");
        assertThat(answer(2, gateway.encodedCredentials(), 0)).as("the gateway").isEqualTo("let in, door false");
        hasRoom.set(true);
        assertThat(connected(1, 1)).isEqualTo("let in, door true");
    }

    @Test
    void shouldKeepOnlySoManyAndForgetThemWhenTheyDoNotComeBack()
    {
        final byte[] credentials = DoorCredentials.token("token").encodedCredentials();
        for (int i = 0; i < KEPT; i++)
        {
            authenticator.onConnectRequest(i, credentials, 0);
        }
        assertThat(answer(NEXT_ID, credentials, 1)).as("one too many").isEqualTo("rejected");
        assertThat(answer(NEXT_ID + 1, gateway.encodedCredentials(), 1)).isEqualTo("let in, door false");
        assertThat(connected(0, 1)).as("who came before").isEqualTo("let in, door true");

        authenticator.onConnectRequest(NEXT_ID + 2, credentials, LATER_MS);
        assertThat(answer(NEXT_ID + 3, credentials, LATER_MS)).isEqualTo("let in, door true");
        assertThat(connected(NEXT_ID + 2, LATER_MS)).isEqualTo("let in, door true");
        assertThat(connected(2, LATER_MS)).as("who did not come back").isEqualTo("rejected");
    }

    /** They all come before the engine has seen the first of them. */
    @Test
    void shouldLetInNoMoreThanThereIsRoomForWhenManyComeAtOnce()
    {
        final byte[] credentials = DoorCredentials.token("token").encodedCredentials();
        answer(0, gateway.encodedCredentials(), 0);
        seen(1);
        for (int i = 1; i < DoorRoom.SESSIONS; i++)
        {
            assertThat(answer(i, credentials, 1)).as("client %d", i).isEqualTo("let in, door true");
        }
        assertThat(answer(NEXT_ID, credentials, 1)).isEqualTo("waits");
        seen(100);
        assertThat(connected(NEXT_ID, 2)).isEqualTo("waits");
        seen(DoorRoom.SESSIONS - 101);
        assertThat(connected(NEXT_ID, 3)).isEqualTo("waits");

        open.decrementAndGet();
        assertThat(connected(NEXT_ID, 4)).as("one has gone").isEqualTo("let in, door true");
        assertThat(answer(NEXT_ID + 1, credentials, 5)).as("it is on its way").isEqualTo("waits");
    }

    /** What a leader has let in is never seen when its entry did not get into the log. */
    @Test
    void shouldNotCountForEverWhoCameToNothing()
    {
        final byte[] credentials = DoorCredentials.token("token").encodedCredentials();
        for (int i = 0; i < DoorRoom.SESSIONS; i++)
        {
            answer(i, credentials, 0);
        }
        assertThat(answer(NEXT_ID, credentials, 1)).isEqualTo("waits");

        assertThat(connected(NEXT_ID, LATER_MS)).isEqualTo("let in, door true");
    }

    private void seen(final int sessions)
    {
        open.addAndGet(sessions);
        opened.addAndGet(sessions);
    }

    /** Keeps the answer. */
    private static final class Proxy implements SessionProxy
    {
        private final long sessionId;
        private String answer = "waits";

        private Proxy(final long sessionId)
        {
            this.sessionId = sessionId;
        }

        @Override
        public long sessionId()
        {
            return sessionId;
        }

        @Override
        public boolean challenge(final byte[] encodedChallenge)
        {
            answer = "challenged";
            return true;
        }

        @Override
        public boolean authenticate(final byte[] encodedPrincipal)
        {
            answer = "let in, door " + DoorCredentials.isPrincipal(encodedPrincipal);
            return true;
        }

        @Override
        public void reject()
        {
            answer = "rejected";
        }
    }
}
