package io.standfast.replication.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the engine threw, and what is left out, over the lives of a node.
 */
class PoisonedEntriesTest
{
    @TempDir
    private Path root;

    @Test
    void shouldRememberWhereItHaltedUntilALaterEntryIsApplied() throws IOException
    {
        new PoisonedEntries(root).halted(4_096, new IllegalStateException("of\ntwo lines"));

        final PoisonedEntries next = new PoisonedEntries(root);
        assertThat(next.haltedPosition()).isEqualTo(4_096);
        assertThat(next.haltedCause()).isEqualTo("java.lang.IllegalStateException: of two lines");
        assertThat(next.isLeftOut(4_000)).isFalse();
        assertThat(next.isLeftOut(4_096)).isFalse();
        assertThat(root.resolve("POISON")).exists();
        assertThat(next.isLeftOut(4_128)).isFalse();
        assertThat(root.resolve("POISON")).doesNotExist();
    }

    @Test
    void shouldLeaveOutWhatIsOrderedAndNothingElse() throws IOException
    {
        new PoisonedEntries(root).halted(4_096, new IllegalStateException());
        assertThat(PoisonedEntries.order(root, 64)).isEqualTo("the node on " + root +
            " has not halted at log position 64 but at 4096");
        assertThat(PoisonedEntries.order(root, 4_096)).isNull();

        final PoisonedEntries next = new PoisonedEntries(root);
        next.leaveOut(List.of(4_096L, 9_000L));
        for (final long position : new long[]{64, 4_064, 4_128, 8_999, 9_001, 10_000})
        {
            assertThat(new PoisonedEntries(root).isLeftOut(position)).as("entry at %d", position).isFalse();
        }
        assertThat(next.isLeftOut(4_096)).isTrue();
        assertThat(next.isLeftOut(4_128)).isFalse();
        assertThat(next.isLeftOut(9_000)).isTrue();
        assertThat(next.isLeftOut(9_032)).isFalse();
        assertThat(new PoisonedEntries(root).leftOut()).containsExactly(4_096L, 9_000L);
    }

    @Test
    void shouldNotTakeAnythingElseForAPosition() throws IOException
    {
        Files.writeString(root.resolve("POISON"), "4096");
        assertThatThrownBy(() -> new PoisonedEntries(root)).isInstanceOf(NumberFormatException.class);
    }
}
