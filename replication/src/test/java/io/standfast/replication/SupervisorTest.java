package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.engine.FeatureLevelException;
import io.standfast.engine.ForeignCommandException;
import io.standfast.engine.store.StoreException;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.IdentityState;

/**
 * What a node makes of a service that cannot go on.
 */
class SupervisorTest
{
    private static final List<Member> MEMBERS = List.of(new Member(0, "a", "localhost", 4300), new Member(1, "b",
        "localhost", 4310));

    @TempDir
    private Path root;
    private final List<String> failures = new ArrayList<>();
    private DataDirectory data;

    @BeforeEach
    void form()
    {
        data = new DataDirectory(root, "test");
        data.openMember();
        data.formMember(7);
        data.markReady();
    }

    @AfterEach
    void close()
    {
        data.close();
    }

    private Supervisor supervisor(final NodeContext context)
    {
        return new Supervisor(context, data, new Leadership(), null, (reason, cause) -> failures.add(reason + " / " +
            cause), null);
    }

    private Supervisor member()
    {
        return supervisor(new NodeContext().members(MEMBERS, 0));
    }

    /** It has not rolled its store as the others did: whatever it applied now would lie elsewhere than theirs. */
    @Test
    void shouldHaltBeforeTheNextEntryWhenNoSnapshotCanBeTaken()
    {
        final IllegalStateException cause = new IllegalStateException("no room");

        assertThatThrownBy(() -> member().onSnapshotFailed(4711, cause)).isInstanceOf(AgentTerminationException.class)
            .hasCause(cause);

        assertThat(failures).containsExactly("no snapshot can be taken at log position 4711: " +
            "java.lang.IllegalStateException: no room / java.lang.IllegalStateException: no room");
    }

    /** AERON-FACTS F3, F4: the log is another cluster's, so is all that was made of it. The next start copies. */
    @Test
    void shouldTakeItsDataForDamagedWhenAnEntryIsOfAnotherIncarnation()
    {
        final ForeignCommandException cause = new ForeignCommandException(7, 8, 4711);

        assertThatThrownBy(() -> member().onPoison(4711, cause)).isInstanceOf(AgentTerminationException.class);

        assertThat(failures).singleElement().asString().startsWith("the entry at log position 4711 cannot be applied");
        assertThat(data.identity().state()).isEqualTo(IdentityState.DAMAGED);
    }

    /** What throws is applied again at the next start; what is not known yet will be, by another build. */
    @Test
    void shouldKeepItsDataWhenAnEntryCannotBeApplied()
    {
        for (final RuntimeException cause : List.of(new ArithmeticException(), new FeatureLevelException(3, 2)))
        {
            assertThatThrownBy(() -> member().onPoison(4711, cause)).isInstanceOf(AgentTerminationException.class);
            assertThat(data.identity().state()).as(cause.toString()).isEqualTo(IdentityState.READY);
        }
        assertThat(failures.get(0)).contains("see 'standfast cluster skip'");
        assertThat(failures.get(1)).contains("the data is at feature level 3").doesNotContain("skip");
    }

    @Test
    void shouldCopyTheOthersWhenItsStateCannotBeRestored()
    {
        member().onNotRestored(new FeatureLevelException(3, 2));
        assertThat(data.identity().state()).as("of a level that is not known").isEqualTo(IdentityState.READY);
        supervisor(new NodeContext()).onNotRestored(new IllegalStateException("a gap"));
        assertThat(data.identity().state()).as("of who is alone").isEqualTo(IdentityState.READY);

        member().onNotRestored(new IllegalStateException("a gap"));

        assertThat(data.identity().state()).isEqualTo(IdentityState.DAMAGED);
        assertThat(failures).hasSize(3).last().asString().startsWith("the state cannot be restored: a gap");
    }

    /** It would befall all members at once, and leave nobody with whole data. */
    @Test
    void shouldKeepItsDataWhenTheDiskRefusesOrTheNodeIsStoppedWhileItRestores()
    {
        for (final RuntimeException cause : List.of(new StoreException("no room for segment 3"),
            new AgentTerminationException("interrupted"), new IllegalStateException("queue", new IOException(
                "Too many open files")),
            new UncheckedIOException(new ClosedByInterruptException())))
        {
            member().onNotRestored(cause);
            assertThat(data.identity().state()).as(cause.toString()).isEqualTo(IdentityState.READY);
        }

        Thread.currentThread().interrupt();
        member().onNotRestored(new IllegalStateException("the snapshot ends before its last message"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(data.identity().state()).as("interrupted").isEqualTo(IdentityState.READY);
        assertThat(failures).hasSize(5);
    }
}
