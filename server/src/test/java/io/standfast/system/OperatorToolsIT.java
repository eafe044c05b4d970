package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.NKey;
import io.standfast.server.cli.CommandOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators call beside a server that runs.
 */
class OperatorToolsIT
{
    private static final int MONITOR = ChildProcess.freePort();
    private static final String URL = "http://127.0.0.1:" + MONITOR;

    @TempDir
    private static Path directory;
    private static ServerProcess server;
    private static Path configuration;
    private static NKey key;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException
    {
        key = NKey.createUser(new SecureRandom());
        configuration = directory.resolve("server.conf");
        Files.writeString(configuration, """
            port: -1
            http: %d
            log_file: "%s"
            authorization { users: [ { user: me, password: "hunter2" }, { nkey: "%s" } ] }
            streaming { store: file, dir: "%s", admins: [ { user: ops, password: "hunter2ops" } ] }
            """.formatted(MONITOR, directory.resolve("server.log"), new String(key.getPublicKey()), directory.resolve(
            "data")));
        server = ServerProcess.run(directory, "standfast", "server", "-c", configuration.toString());
        assertThat(tool("cluster", "wait", "--for", "ready", URL).output()).isEqualTo(URL + ": ready\n");
    }

    @AfterAll
    static void stop()
    {
        // Its log is in a file, so only an orderly stop lets go of Aeron's buffers.
        server.sigint();
        server.close();
    }

    private static ChildProcess begin(final List<String> arguments)
    {
        final List<String> command = new ArrayList<>(List.of(ChildProcess.ROOT.resolve("bin/standfast").toString()));
        command.addAll(arguments);
        return ChildProcess.start(directory, Map.of(), command);
    }

    /** A command that has ended. */
    private static ChildProcess tool(final String... arguments)
    {
        final ChildProcess process = begin(Arrays.asList(arguments));
        process.awaitExit();
        return process;
    }

    private static String address(final String user) throws IOException
    {
        final String log = Files.readString(directory.resolve("server.log"));
        final String port = log.replaceAll("(?s).*Listening for client connections on \\S*:(\\d+).*", "$1");
        return "nats://" + user + "127.0.0.1:" + port;
    }

    @Test
    void shouldPublishAndReceiveWhenConnectionIsChecked() throws IOException
    {
        final ChildProcess good = tool("check", "connection", "--server", address("me:hunter2@"), "--format", "nagios");
        final ChildProcess bad = tool("check", "connection", "--server", address("me:wrong@"));

        assertThat(good.out()).startsWith("CONNECTION OK - ").contains(" rtt_ms=");
        assertThat(good.awaitExit()).isZero();
        assertThat(bad.out()).startsWith("CRITICAL: ").contains("Authorization Violation").doesNotContain("wrong");
        assertThat(bad.awaitExit()).isEqualTo(2);
    }

    @Test
    void shouldConnectAsTheUserWhoseKeyIsGiven() throws IOException, GeneralSecurityException
    {
        final String seed = Files.writeString(directory.resolve("user.nk"), new String(key.getSeed())).toString();

        final CommandOutput published = CommandOutput.of("pub", "keyed", "text", "--server", address(""), "--nkey-file",
            seed);
        final CommandOutput received = CommandOutput.of("sub", "keyed", "--start", "first", "--count", "1", "--raw",
            "--server", address("me:hunter2@"));

        assertThat(published.code()).as(published.err()).isZero();
        assertThat(received.out()).isEqualTo("text\n");
        assertThat(CommandOutput.of("pub", "keyed", "text", "--server", address("")).err()).contains(
            "Authorization Violation");
        assertThat(CommandOutput.of("bench", "publish", "--server", address("me:hunter2@"), "--rate", "max", "--count",
            "10", "--warmup", "0s").code()).isZero();
        assertThat(CommandOutput.of("bench", "publish", "--server", address("me:wrong@")).code()).isEqualTo(1);
    }

    @Test
    void shouldOrderAsTheAdminWhoIsNamed() throws IOException
    {
        tool("pub", "ordered", "text", "--server", address("me:hunter2@"));
        final List<String> purge = List.of("channel", "purge", "ordered", "-f", "--server", URL);

        final ChildProcess nobody = as("ops", null, purge);
        final ChildProcess stranger = as("me", "hunter2", purge);
        final ChildProcess wrong = as("ops", "hunter2", purge);
        assertThat(List.of(nobody, stranger, wrong)).extracting(ChildProcess::awaitExit).containsOnly(1);
        assertThat(nobody.err()).contains("the password of admin \"ops\" is missing: set STANDFAST_ADMIN_PASSWORD");
        assertThat(List.of(stranger, wrong)).extracting(ChildProcess::err).allMatch(text -> text.contains(
            "does not take these credentials") && !text.contains("hunter2"));
        assertThat(CommandOutput.of("channel", "purge", "ordered", "-f", "--server", URL).err()).contains("--user");

        final ChildProcess right = as("ops", "hunter2ops", purge);
        final ChildProcess backup = as("ops", "hunter2ops", List.of("backup", "as-ops.jsonl", "--server", URL));
        assertThat(right.awaitExit()).as(right.output()).isZero();
        assertThat(right.out()).contains("1 messages of channel \"ordered\" removed");
        assertThat(backup.awaitExit()).as(backup.output()).isZero();
        assertThat(Files.readString(directory.resolve("server.log")))
            .contains("Admin \"ops\" from 127.0.0.1: purge of " +
                "channel \"ordered\"")
            .doesNotContain("hunter2");
    }

    /** A command of somebody, whose password is known to the command or not. */
    private static ChildProcess as(final String user, final String password, final List<String> arguments)
    {
        final List<String> command = new ArrayList<>(List.of(ChildProcess.ROOT.resolve("bin/standfast").toString()));
        command.addAll(arguments);
        command.addAll(List.of("--user", user));
        return ChildProcess.start(directory, password == null ? Map.of() : Map.of("STANDFAST_ADMIN_PASSWORD", password),
            command);
    }

    @Test
    void shouldCheckAndWatchAServerThatRuns() throws IOException
    {
        tool("pub", "watched", "text", "--server", address("me:hunter2@"));
        final List<List<String>> commands = List.of(List.of("check", "channel", "watched", "--url", URL, "--messages",
            "5,9"), List.of("check", "durable", "watched", "nobody", "--url", URL),
            List.of("check", "cluster", "--url",
                URL),
            List.of("check", "store", "--url", URL, "--json"), List.of("top", "--count", "1", "--interval", "100ms",
                "--url", URL));
        // All at once: each of them starts a JVM.
        final List<ChildProcess> started = commands.stream().map(OperatorToolsIT::begin).toList();

        assertThat(started).extracting(ChildProcess::awaitExit).containsExactly(0, 2, 0, 0, 0);
        assertThat(started.get(0).out()).startsWith("OK: channel: channel \"watched\" has messages 1 to 1: " +
            "messages 1, ");
        assertThat(started.get(1).out()).startsWith("CRITICAL: durable: channel \"watched\" has no durable \"nobody\"");
        assertThat(started.get(2).out()).startsWith("OK: cluster: a server alone");
        assertThat(started.get(3).out()).contains("\"status\": \"OK\"", "\"channels_percent\": ");
        assertThat(started.get(4).out()).startsWith("test-cluster STANDALONE, up ").containsPattern(
            "watched +0\\.0 +1 ");
    }

    @Test
    void shouldTakeSnapshotWhenAsked()
    {
        final ChildProcess snapshot = tool("cluster", "snapshot", directory.resolve("data").toString());

        assertThat(snapshot.output()).isEqualTo("A snapshot has been taken.\n");
        assertThat(tool("cluster", "snapshot", directory.toString()).awaitExit()).isEqualTo(1);
    }

    @Test
    void shouldWaitInVainWhenServerIsNoNode()
    {
        final ChildProcess wait = tool("cluster", "wait", "--for", "may-stop", "--timeout", "100ms", URL);

        assertThat(wait.err()).startsWith("standfast: " + URL + " is not may-stop after 100ms: ").hasLineCount(1);
        assertThat(wait.awaitExit()).isEqualTo(1);
    }

    @Test
    void shouldPackEverythingButSecretsWhenBundleIsAsked() throws IOException
    {
        final Path bundle = directory.resolve("bundle.tar.gz");

        final ChildProcess doctor = tool("doctor", "--url", URL, "--pid", Long.toString(server.process().pid()),
            "--bundle", bundle.toString(), "--", "-c", configuration.toString());

        assertThat(doctor.awaitExit()).as(doctor.output()).isLessThan(2);
        assertThat(doctor.out()).contains("OK       server", "is ready at " + URL, " failures, ");
        try (
            ChildProcess tar = ChildProcess.start(directory.resolve("unpacked"), Map.of(), List.of("tar", "-xzf", bundle
                .toString(), "--strip-components=1")))
        {
            assertThat(tar.awaitExit()).as(tar.output()).isZero();
        }
        final Path unpacked = directory.resolve("unpacked");
        assertThat(Files.readString(unpacked.resolve("configuration/server.conf"))).contains("user: me", "[taken out]");
        assertThat(Files.readString(unpacked.resolve("log/server.log"))).contains("Streaming Server is ready");
        assertThat(Files.readString(unpacked.resolve("pages/healthz.ready.txt"))).contains("\"status\": \"ok\"");
        assertThat(Files.readString(unpacked.resolve("threads.txt"))).contains("\"main\"");
        try (Stream<Path> drivers = Files.list(unpacked.resolve("aeron")))
        {
            assertThat(drivers.map(OperatorToolsIT::read)).anyMatch(text -> text.contains("commit position") && text
                .contains("distinct errors"));
        }
        try (Stream<Path> files = Files.walk(unpacked))
        {
            assertThat(files.filter(Files::isRegularFile).map(OperatorToolsIT::read)).noneMatch(text -> text.contains(
                "hunter2"));
        }
    }

    private static String read(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
