package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.Aeron;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.security.AuthenticationException;
import io.aeron.security.CredentialsSupplier;
import io.aeron.security.NullCredentialsSupplier;
import io.standfast.replication.client.DoorCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whom a node's consensus module lets in.
 */
@Timeout(120)
class IngressAuthenticationTest
{
    /** With it the next leader's gateway waited until the others timed out. */
    private static final int AERONS_DEFAULT = ConsensusModule.Configuration.MAX_CONCURRENT_SESSIONS_DEFAULT;
    private static final int STREAM = 7_500;

    @TempDir
    private Path directory;

    private static AeronCluster connect(final TestNode node, final CredentialsSupplier credentials)
    {
        return AeronCluster.connect(new AeronCluster.Context().aeron(Aeron.connect(ProcessClock.client(node.node()
            .aeronDirectory()))).ownsAeronClient(true).ingressChannel("aeron:ipc").egressChannel("aeron:ipc")
            .egressStreamId(STREAM).isIngressExclusive(true).credentialsSupplier(credentials));
    }

    @Test
    void shouldLetInOnlyWhoKnowsTheIncarnation()
    {
        try (TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)))
        {
            final long incarnation = node.node().identity().incarnation();

            for (final CredentialsSupplier stranger : new CredentialsSupplier[]{new NullCredentialsSupplier(),
                new IncarnationCredentials(incarnation + 1), IncarnationCredentials.ofGateway(incarnation),
                DoorCredentials.none()})
            {
                assertThatThrownBy(() -> connect(node, stranger)).isInstanceOf(AuthenticationException.class);
            }

            final AeronCluster copier = connect(node, new IncarnationCredentials(incarnation));
            assertThat(copier.isClosed()).isFalse();
            CloseHelper.quietClose(copier);
        }
    }

    @Test
    void shouldLetInOneMoreWhenSessionsOfManyEarlierLeadersAreOpen()
    {
        try (TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)))
        {
            final long incarnation = node.node().identity().incarnation();
            final List<AeronCluster> sessions = new ArrayList<>();
            try
            {
                while (sessions.size() <= AERONS_DEFAULT)
                {
                    sessions.add(connect(node, new IncarnationCredentials(incarnation)));
                }
            }
            finally
            {
                CloseHelper.quietCloseAll(sessions);
            }
        }
    }
}
