package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.standfast.replication.identity.DataDirectory;

/**
 * What is on the disk when the log says that it is committed (AERON-FACTS 8).
 */
class AeronPartsTest
{
    @TempDir
    private Path root;

    /** The archive forces a block before its position moves, the consensus module its votes and recording.log. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldForceLogAndVotesUnlessToldOtherwise(final boolean isMember)
    {
        assertThat(levels(context(isMember))).containsExactly(1, 1, 1);
        assertThat(levels(context(isMember).fileSync(false))).containsExactly(0, 0, 0);
    }

    private NodeContext context(final boolean isMember)
    {
        final NodeContext context = new NodeContext().dataDirectory(root);
        return isMember ? context.members(List.of(new Member(0, "a", "localhost", 4300), new Member(1, "b", "localhost",
            4310)), 0) : context;
    }

    private List<Integer> levels(final NodeContext context)
    {
        try (AeronParts parts = new AeronParts(context, new DataDirectory(root, "test"), root.resolve("aeron")
            .toString(), agent -> error ->
            {
            }))
        {
            return List.of(parts.archive().fileSyncLevel(), parts.archive().catalogFileSyncLevel(), parts.consensus(1,
                List.of()).fileSyncLevel());
        }
    }
}
