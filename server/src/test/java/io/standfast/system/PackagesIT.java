package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.config.ProgramName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is packed serves a client where it was unpacked or installed.
 */
class PackagesIT
{
    private static final String NAME = "standfast-" + ProgramName.VERSION;

    @TempDir
    private static Path directory;
    private static Path packages;

    @BeforeAll
    static void pack()
    {
        packages = directory.resolve("packages");
        command(directory, ChildProcess.ROOT.resolve("bin/package").toString(), packages.toString());
    }

    /** A command that has ended well; what it said. */
    private static String command(final Path where, final String... words)
    {
        try (ChildProcess process = ChildProcess.start(where, Map.of(), List.of(words)))
        {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.out();
        }
    }

    /** A launcher serves; what it was started with is its only way to find the rest. */
    private static void serve(final Path launcher, final String... flags)
    {
        final List<String> words = new ArrayList<>(List.of(launcher.toString(), "server", "-p", "-1"));
        words.addAll(Arrays.asList(flags));
        try (ChildProcess server = ChildProcess.start(directory.resolve("run"), Map.of(), words))
        {
            server.awaitOutput("Streaming Server is ready");
            try (StanClient client = StanClient.connect("nats://127.0.0.1:" + server.listeningPort(), "me"))
            {
                client.publish("orders", "packed");
                assertThat(client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                    .awaitCount(1).texts()).containsExactly("packed");
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void shouldServeWhenTarballIsUnpacked() throws IOException
    {
        command(directory, "tar", "-xzf", packages.resolve(NAME + ".tar.gz").toString());

        final Path root = directory.resolve(NAME);
        serve(root.resolve("bin/standfast"), "-dir", directory.resolve("tarball-data").toString());
        assertThat(root).isDirectoryContaining("glob:**/LICENSE").isDirectoryContaining("glob:**/docs");
        assertThat(root.resolve("share/man/man1/standfast-doctor.1")).isNotEmptyFile();
        assertThat(root.resolve("k8s/standfast.yaml")).hasSameTextualContentAs(ChildProcess.ROOT.resolve(
            "server/src/main/packaging/k8s/standfast.yaml"));
        assertHasDashboards(root);
        assertThat(command(directory, root.resolve("bin/nats-streaming-server").toString(), "-v")).isEqualTo(
            ProgramName.NATS_STREAMING_SERVER.versionLine() + "\n");
    }

    @Test
    void shouldServeWhenDebIsInstalledAndLeaveDataWhenItIsRemoved() throws IOException
    {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "no dpkg");
        final Path root = directory.resolve("root");
        for (final String each : List.of("info", "updates", "triggers"))
        {
            Files.createDirectories(root.resolve("var/lib/dpkg").resolve(each));
        }
        Files.createDirectories(root.resolve("var/log"));
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        final Path configuration = root.resolve("etc/standfast/standfast.conf");

        dpkg(root, "--install", packages.resolve("standfast_" + ProgramName.VERSION + "_all.deb").toString());

        assertThat(root.resolve("usr/lib/systemd/system/standfast.service")).isNotEmptyFile();
        assertHasDashboards(root.resolve("usr/share/doc/standfast"));
        assertThat(command(root, "bash", "-c", "dpkg-deb --info ../packages/*.deb")).contains("Depends: ");
        serve(root.resolve("usr/bin/standfast"), "-c", configuration.toString(), "-dir", root.resolve(
            "var/lib/standfast").toString(), "-m", "-1");

        dpkg(root, "--remove", "standfast");
        assertThat(root.resolve("usr/bin/standfast")).doesNotExist();
        assertThat(configuration).isNotEmptyFile();
        dpkg(root, "--purge", "standfast");
        assertThat(configuration).doesNotExist();
        assertThat(root.resolve("var/lib/standfast/store")).as("messages stay").isNotEmptyDirectory();
    }

    private static void assertHasDashboards(final Path root)
    {
        assertThat(root.resolve("prometheus/standfast-alerts.yml")).isNotEmptyFile();
        assertThat(root.resolve("prometheus/prometheus.yml")).isNotEmptyFile();
        for (final String dashboard : List.of("overview", "channels", "cluster"))
        {
            assertThat(root.resolve("grafana/standfast-" + dashboard + ".json")).isNotEmptyFile();
        }
    }

    private static void dpkg(final Path root, final String... words)
    {
        final List<String> all = new ArrayList<>(List.of("dpkg", "--root=" + root, "--force-script-chrootless",
            "--force-depends", "--force-not-root", "--log=" + root.resolve("var/log/dpkg.log")));
        all.addAll(Arrays.asList(words));
        command(root, all.toArray(new String[0]));
    }

    @Test
    void shouldNeedNoFlagsAndNameLicencesWhenJarIsAlone() throws IOException
    {
        try (JarFile jar = new JarFile(ChildProcess.ROOT.resolve("server/target/standfast-server.jar").toFile()))
        {
            assertThat(jar.getManifest().getMainAttributes())
                .extractingByKeys(new Attributes.Name("Enable-Native-Access"),
                    new Attributes.Name("Add-Exports"))
                .containsExactly("ALL-UNNAMED", "java.base/jdk.internal.ref");
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(jar.getEntry("META-INF/THIRD-PARTY.txt")).isNotNull();
            assertThat(jar.getEntry("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")).isNotNull();
        }
    }

    @Test
    void shouldBeTheSameBytesWhenPackedTwice() throws IOException
    {
        final Path again = directory.resolve("again");

        command(directory, ChildProcess.ROOT.resolve("bin/package").toString(), again.toString());

        assertThat(again.resolve("SHA256SUMS")).isNotEmptyFile()
            .hasSameTextualContentAs(packages.resolve("SHA256SUMS"));
    }
}
