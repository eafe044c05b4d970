package io.standfast.replication.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a member's directory is taken for, and that nothing of it is lost while it is being made whole.
 */
class DataDirectoryTest
{
    @TempDir
    private Path root;

    private DataDirectory open()
    {
        final DataDirectory directory = new DataDirectory(root, "c");
        directory.openMember();
        return directory;
    }

    private IdentityState stateAtTheNextStart()
    {
        try (DataDirectory directory = open())
        {
            return directory.identity().state();
        }
    }

    /** As far as the directory can tell, Aeron has written its files. */
    private void form() throws IOException
    {
        try (DataDirectory directory = open())
        {
            directory.formMember(7);
            Files.writeString(directory.cluster().resolve("recording.log"), "x");
            Files.writeString(directory.archive().resolve("archive.catalog"), "x");
            Files.writeString(directory.store().resolve("segment"), "precious");
            directory.markReady();
        }
    }

    @Test
    void shouldTakeNothingForEmptyThatIsNot() throws IOException
    {
        assertThat(stateAtTheNextStart()).isEqualTo(IdentityState.EMPTY);
        Files.createDirectories(root.resolve("store"));
        assertThat(stateAtTheNextStart()).as("empty directories are nothing").isEqualTo(IdentityState.EMPTY);
        Files.writeString(root.resolve("store").resolve("segment"), "of whom?");

        assertThat(stateAtTheNextStart()).isEqualTo(IdentityState.DAMAGED);
    }

    /** All three would wait for one another without an end else, when their machine dies while they begin. */
    @Test
    void shouldBeginAgainWhenItWasKilledWhileItBegan() throws IOException
    {
        for (final String part : new String[]{"cluster", "archive", "store"})
        {
            Files.writeString(Files.createDirectories(root.resolve(part)).resolve("STAMP"), "8");
            assertThat(stateAtTheNextStart()).as("stamps without an identity").isEqualTo(IdentityState.EMPTY);
        }
        try (DataDirectory directory = open())
        {
            directory.formMember(7);
        }
        assertThat(stateAtTheNextStart()).as("no archive yet").isEqualTo(IdentityState.FORMING);
        Files.writeString(root.resolve("archive").resolve("archive.catalog"), "x");
        assertThat(stateAtTheNextStart()).as("an archive").isEqualTo(IdentityState.FORMING);
        Files.createFile(root.resolve("cluster").resolve("recording.log"));
        assertThat(stateAtTheNextStart()).as("a consensus module").isEqualTo(IdentityState.FORMING);

        Files.createFile(root.resolve("archive").resolve("0-0.rec"));
        assertThat(stateAtTheNextStart()).as("a log, and nobody knows whose").isEqualTo(IdentityState.DAMAGED);
    }

    @Test
    void shouldBeDamagedWhenAPartIsLostOrForeign() throws IOException
    {
        form();
        assertThat(stateAtTheNextStart()).isEqualTo(IdentityState.READY);
        Files.writeString(root.resolve("archive").resolve("STAMP"), "another");

        assertThat(stateAtTheNextStart()).isEqualTo(IdentityState.DAMAGED);
        assertThat(stateAtTheNextStart()).as("and stays so").isEqualTo(IdentityState.DAMAGED);
    }

    /** A supervisor would start it again and again else; who is alone has nobody to copy, and is refused. */
    @Test
    void shouldBeDamagedWhenItsIdentityCannotBeRead() throws IOException
    {
        form();
        final Path file = root.resolve("IDENTITY");
        Files.writeString(file, Files.readString(file).replace("incarnation 7", "incarnation 5"));
        final DataDirectory alone = new DataDirectory(root, "c");
        assertThatThrownBy(alone::open).isInstanceOf(NodeRefusedException.class).hasMessageContaining(
            "checksum of IDENTITY is wrong");

        try (DataDirectory member = open())
        {
            assertThat(member.identity().state()).isEqualTo(IdentityState.DAMAGED);
            assertThat(member.identity().incarnation()).as("of no cluster that it could vote in").isZero();
        }
        assertThat(stateAtTheNextStart()).as("and stays so").isEqualTo(IdentityState.DAMAGED);
        assertThat(root.resolve("store").resolve("segment")).hasContent("precious");
    }

    @Test
    void shouldKeepWhatWasSetAsideUntilTheDataIsWhole() throws IOException
    {
        form();
        final Path precious = root.resolve("set-aside").resolve("store").resolve("segment");
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try (DataDirectory directory = open())
            {
                directory.beginSeeding(8, SetAside.AS_MUCH_AS_IS_FREE);
                Files.writeString(directory.store().resolve("segment"), "a copy, half of it");
                directory.beginSeeding(8, SetAside.AS_MUCH_AS_IS_FREE);
                assertThat(directory.store().resolve("segment")).doesNotExist();
            }
            assertThat(precious).hasContent("precious");
            assertThat(stateAtTheNextStart()).isEqualTo(IdentityState.SEEDING);
        }

        try (DataDirectory directory = open())
        {
            directory.markReady();
            directory.releaseSetAside();
            assertThat(root.resolve("set-aside")).doesNotExist();
            assertThat(directory.identity().incarnation()).isEqualTo(8);
        }
    }

    @Test
    void shouldKeepTheSegmentsThatHaveComeWhenACopyIsBegunAgain() throws IOException
    {
        form();
        for (final String attempt : new String[]{"00001.cq4", "00002.cq4"})
        {
            try (DataDirectory directory = open())
            {
                directory.beginSeeding(8, SetAside.AS_MUCH_AS_IS_FREE);
                Files.writeString(directory.store().resolve(attempt), attempt);
                Files.writeString(directory.store().resolve("00003.cq4.partial"), "not all of it");
            }
        }
        try (DataDirectory directory = open())
        {
            directory.beginSeeding(8, SetAside.AS_MUCH_AS_IS_FREE);
            final Path copied = directory.setAsideStores().get(0);
            assertThat(copied.resolve("00001.cq4")).hasContent("00001.cq4");
            assertThat(copied.resolve("00002.cq4")).hasContent("00002.cq4");
            assertThat(copied).isDirectoryNotContaining("glob:**.partial");
            assertThat(directory.setAsideStores().get(1).resolve("segment")).hasContent("precious");
            assertThat(directory.store()).isDirectoryNotContaining("glob:**.cq4");
        }
    }

    /** First what nobody takes back, then the newest segments. */
    @Test
    void shouldKeepNoMoreThanTheLimitOfWhatWasSetAside() throws IOException
    {
        form();
        Files.writeString(root.resolve("archive").resolve("0-0.rec"), "x".repeat(1000));
        for (int segment = 1; segment <= 3; segment++)
        {
            Files.writeString(root.resolve("store").resolve("0000" + segment), "x".repeat(100));
        }
        try (DataDirectory directory = open())
        {
            directory.beginSeeding(8, 250);
            assertThat(root.resolve("set-aside/archive")).isEmptyDirectory();
            assertThat(root.resolve("set-aside/store")).isDirectoryContaining(file -> file.endsWith("00001"))
                .isDirectoryContaining(file -> file.endsWith("00002")).isDirectoryNotContaining(file -> file.endsWith(
                    "00003"));

            directory.beginSeeding(8, 0);
            assertThat(root.resolve("set-aside/store")).isEmptyDirectory();
            assertThat(directory.identity().state()).isEqualTo(IdentityState.SEEDING);
        }
    }

    @Test
    void shouldRefuseTheDataOfAnotherCluster() throws IOException
    {
        form();

        assertThatThrownBy(() -> new DataDirectory(root, "d").openMember()).isInstanceOf(NodeRefusedException.class)
            .hasMessageContaining("cluster ID \"d\" does not match recovered value of \"c\"");
    }
}
