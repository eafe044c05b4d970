package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.cli.CommandOutput;
import io.standfast.server.cli.DocumentedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command line of the docs is run, here or by another test, or it is listed with the reason why not.
 */
class DocumentedCommandsIT
{
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on [^ ]*:(\\d+)");
    /** More than the one that is looked at by its sequence, and than a client takes at once. */
    private static final int MESSAGES = 50;
    private static final String CLUSTER_ADMIN = "ClusterAdminIT#shouldTrimOnAllNodesWhenAFollowerIsAsked";

    /** Pages whose blocks another test runs as they stand, line by line. */
    private static final Map<String, String> PAGES_RUN_ELSEWHERE = Map.of(
        "aeron-tools.md", "AeronToolsIT#shouldWorkAsDocumented",
        "bench.md", "BenchIT#shouldDoWhatTheDocumentSays",
        "migration.md", "MigrationIT#shouldServeOldClientsWithOldDataWhenMigratedAndRestoredAsDocumented",
        "quickstart.md", "QuickstartIT#shouldDoWhatTheQuickstartSays");
    /** Lines that want a cluster, or one that is broken. */
    private static final Map<String, String> LINES_RUN_ELSEWHERE = Map.of(
        "standfast cluster recover --from node-a DATA", "ClusterRecoveryIT#shouldBeRecoveredByOrderWhenTwoDisksAreLost",
        "standfast cluster skip --position P DATA",
        "ClusterFaultIT#shouldLeaveOutTheEntryThatHaltsAllWhenItIsOrdered",
        "standfast cluster status http://HOST:8222", CLUSTER_ADMIN,
        "standfast cluster wait --for complete http://HOST:8222", CLUSTER_ADMIN,
        "standfast cluster wait --for may-stop http://HOST:8222", CLUSTER_ADMIN,
        "standfast cluster step-down", CLUSTER_ADMIN,
        "bin/package", "PackagesIT#shouldServeWhenTarballIsUnpacked",
        "java -jar standfast-server.jar server", "SignalsIT#" +
            "shouldGoOnServingWithoutLauncherWhenSignalIsNotAboutStopping",
        "apt install ./standfast_0.1.0_all.deb", "PackagesIT#" +
            "shouldServeWhenDebIsInstalledAndLeaveDataWhenItIsRemoved");
    private static final Map<String, String> IN_TEXT_RUN_ELSEWHERE = Map.of(
        "standfast cluster status", CLUSTER_ADMIN,
        "standfast cluster status URL", CLUSTER_ADMIN,
        "standfast cluster status http://HOST:PORT", CLUSTER_ADMIN,
        "bin/standfast cluster status http://HOST:8222", CLUSTER_ADMIN,
        "standfast cluster status --channels URL URL2 URL3", CLUSTER_ADMIN,
        "standfast cluster wait", CLUSTER_ADMIN,
        "standfast cluster wait --for may-stop", CLUSTER_ADMIN,
        "standfast server -sl reload", "ReloadIT#shouldDoWhatItIsToldWhileItServes",
        "standfast server -h", "FlagsIT#shouldPrintUsageWhenAskedForHelp",
        "bin/standfast server -h", "FlagsIT#shouldPrintUsageWhenAskedForHelp");
    private static final String NO_SYSTEMD = "needs systemd as the first process; SupervisorIT plays its part";
    private static final Map<String, String> NOT_RUN = Map.of(
        "systemctl restart standfast", NO_SYSTEMD,
        "systemctl enable --now standfast", NO_SYSTEMD,
        "systemctl start", NO_SYSTEMD,
        "systemctl status", NO_SYSTEMD,
        "podman build -f container/Containerfile -t standfast .", "wants an image from a registry; PackagingTest " +
            "reads the file",
        "bin/verify", "runs this test");
    /** They measure, or break a cluster, for minutes to hours; what they are called is looked at. */
    private static final Pattern RIG = Pattern.compile("perf/(run|chaos) .*");
    /** Of the machine, run by a shell as they stand, and what they say. */
    private static final Map<String, String> OF_THE_MACHINE = Map.of(
        "curl HOST:8222/healthz?ready", "\"status\": \"ok\"",
        "openssl rand -base64 32", "=\n");

    /** What a word of the docs stands for here; a file is one in this test's directory. */
    private static final Pattern FILE = Pattern.compile("(?:/etc/(?:standfast/)?|/tmp/)?([\\w-]+(?:\\.\\w+)*\\." +
        "(?:jsonl|gz|conf|hdr)|three)");
    /** Exit codes where others than 0 are right, too. */
    private static final Map<String, Set<Integer>> CODES = Map.of(
        // The client of that durable is away, which the line says is critical.
        "standfast check durable orders billing --client me --pending 100,1000 --offline critical", Set.of(2),
        // How long it takes, and what a doctor finds, is up to the machine.
        "standfast check connection --server nats://HOST:4222 --rtt-ms 100,1000", Set.of(0, 1),
        "standfast doctor -- -c old.conf", Set.of(0, 1, 2),
        "standfast doctor -- -c /etc/standfast/standfast.conf", Set.of(0, 1, 2),
        "standfast doctor --bundle bundle.tar.gz -- -c /etc/standfast/standfast.conf", Set.of(0, 1, 2));
    /** What the docs say that these are for, as they say it themselves. */
    private static final Map<String, String> SAID = Map.of(
        "standfast channel purge orders", "the next one is ",
        "standfast sub explain orders worker", "offline",
        "standfast backup verify orders.jsonl", "whole: ",
        "standfast recover DIR", "Nothing in ",
        "standfast cluster snapshot", "A snapshot has been taken.",
        "standfast check durable orders billing --client me --pending 100,1000 --offline critical", "CRITICAL",
        "standfast check store --format nagios", "STORE OK",
        "standfast generate k8s --memory > standfast-memory.yaml", "medium: Memory",
        "bin/standfast cluster example /tmp/three", "bin/standfast server -c ",
        "standfast doctor -- -c /etc/standfast/standfast.conf", " failures, ");

    @TempDir
    private static Path directory;
    private static ServerProcess server;
    private static String monitor;

    @BeforeAll
    static void start() throws IOException
    {
        server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-a", "127.0.0.1");
        final Matcher matcher = MONITOR.matcher(server.process().output());
        assertThat(matcher.find()).isTrue();
        monitor = "http://127.0.0.1:" + matcher.group(1);
        Files.writeString(directory.resolve("standfast.conf"), DocumentedCommands.block("configuration.md", "The file")
            .replace("/var/lib/standfast", directory.resolve("configured").toString()));
        Files.writeString(directory.resolve("users.conf"), "authorization { user: ivy, password: s3cret }\n");
        Files.writeString(directory.resolve("old.conf"), """
            port: 4222
            http: 8222
            streaming: {
              cluster_id: my-cluster
              store: file
              dir: "%s"
              file_options: { compact: true, compact_fragmentation: 60, sync_on_flush: true }
              store_limits: { max_channels: 10, max_age: "24h", channels: { "orders.>": { max_msgs: 5000 } } }
            }
            """.formatted(directory.resolve("old-data")));
    }

    @AfterAll
    static void stop()
    {
        server.close();
    }

    /** A channel with messages, and durables whose client is away and that have not acknowledged any. */
    private static void prepare()
    {
        try (StanClient me = StanClient.connect(server.url(), "me"))
        {
            me.publish("dead.orders", "a dead letter");
            final AtomicInteger stored = new AtomicInteger();
            for (int i = 1; i <= MESSAGES; i++)
            {
                me.publish("orders", "order " + i, (guid, ex) -> stored.incrementAndGet());
            }
            Await.until("all are stored", () -> stored.get() == MESSAGES);
            for (final String durable : List.of("worker", "billing"))
            {
                me.subscribe("orders", new SubscriptionOptions.Builder().durableName(durable).deliverAllAvailable()
                    .manualAcks().maxInFlight(20).build()).awaitCount(20).close();
            }
        }
    }

    private static boolean isServer(final DocumentedCommands.Line line)
    {
        return line.text().matches("(?:.* )?(?:bin/)?standfast server(?: .*)?");
    }

    private static List<DocumentedCommands.Line> lines()
    {
        final Set<String> seen = new HashSet<>();
        return DocumentedCommands.all().stream().filter(line -> !RIG.matcher(line.text()).matches()).filter(
            line -> line.isInText() || !PAGES_RUN_ELSEWHERE.containsKey(line
                .page()))
            .filter(line -> !LINES_RUN_ELSEWHERE.containsKey(line.text()) && !IN_TEXT_RUN_ELSEWHERE
                .containsKey(line.text()) && !NOT_RUN.containsKey(line.text()))
            .filter(line -> seen.add(line.text()))
            .toList();
    }

    @Test
    void shouldKnowOfEveryCommandWhoRunsIt() throws IOException
    {
        final List<DocumentedCommands.Line> all = DocumentedCommands.all();
        final List<String> texts = all.stream().map(DocumentedCommands.Line::text).toList();

        assertThat(lines()).as("lines that nobody knows how to run").allMatch(line -> isServer(line) || line.text()
            .matches("(?:bin/)?standfast .*") || OF_THE_MACHINE.containsKey(line.text()));
        assertThat(texts).as("lines that are not in the docs any more").containsAll(LINES_RUN_ELSEWHERE.keySet())
            .containsAll(IN_TEXT_RUN_ELSEWHERE.keySet()).containsAll(NOT_RUN.keySet()).containsAll(CODES.keySet())
            .containsAll(OF_THE_MACHINE.keySet())
            .containsAll(SAID
                .keySet());
        assertThat(all).extracting(DocumentedCommands.Line::page).containsAll(PAGES_RUN_ELSEWHERE.keySet());
        assertThat(all).hasSizeGreaterThan(80);
        final List<String> tests = new ArrayList<>(PAGES_RUN_ELSEWHERE.values());
        tests.addAll(LINES_RUN_ELSEWHERE.values());
        tests.addAll(IN_TEXT_RUN_ELSEWHERE.values());
        for (final String test : tests)
        {
            final String[] names = test.split("#");
            assertThat(Files.readString(ChildProcess.ROOT.resolve("server/src/test/java/io/standfast/system").resolve(
                names[0] + ".java"))).contains("void " + names[1] + "(");
        }
    }

    @Test
    void shouldNameRigsAndOptionsThatThereAre() throws IOException
    {
        int count = 0;
        for (final DocumentedCommands.Line line : DocumentedCommands.all())
        {
            final Matcher rig = RIG.matcher(line.text());
            if (rig.matches())
            {
                final String script = Files.readString(ChildProcess.ROOT.resolve("perf").resolve(rig.group(1)));
                final List<String> words = line.words();
                assertThat(words.get(1).startsWith("--") || script.contains("\n#   " + words.get(1) + " ")).as(line
                    .toString()).isTrue();
                words.stream().filter(word -> word.startsWith("--")).forEach(option -> assertThat(script).as(line
                    .toString()).containsPattern("\\W" + option.replaceFirst("=.*", "") + "\\W"));
                count++;
            }
        }
        assertThat(count).isGreaterThan(15);
    }

    @Test
    void shouldDoWhatEveryCommandOfTheDocsIsFor()
    {
        final Map<String, String> failed = new LinkedHashMap<>();
        prepare();
        for (final DocumentedCommands.Line line : lines())
        {
            if (isServer(line))
            {
                continue;
            }
            final String machineSays = OF_THE_MACHINE.get(line.text());
            final List<String> words = machineSays != null ? line.words() : complete(line);
            final CommandOutput output = machineSays != null ? shell(line.text()) : CommandOutput.of(words.toArray(
                new String[0]));
            if (!CODES.getOrDefault(line.text(), Set.of(0)).contains(output.code()) || !output.out().contains(
                machineSays != null ? machineSays : SAID.getOrDefault(line.text(), "")))
            {
                failed.put(line.toString(), words + " ends with " + output.code() + ":\n" + output.out() + output
                    .err());
            }
            if (words.contains("--force"))
            {
                prepare();
            }
        }
        assertThat(failed).isEmpty();
        assertThat(directory.resolve("restored/store")).isDirectory();
        assertThat(directory.resolve("bundle.tar.gz")).isNotEmptyFile();
    }

    private static CommandOutput shell(final String line)
    {
        try (ChildProcess process = ChildProcess.start(directory, Map.of(), List.of("bash", "-c", line.replace(
            "HOST:8222", monitor.replace("http://", "")))))
        {
            return new CommandOutput(process.awaitExit(), process.out(), process.err());
        }
    }

    @Test
    void shouldServeWhenAServerIsStartedAsInTheDocs()
    {
        final Map<DocumentedCommands.Line, ServerProcess> servers = new LinkedHashMap<>();
        try
        {
            for (final DocumentedCommands.Line line : lines())
            {
                if (isServer(line))
                {
                    final Path own = directory.resolve("server-" + servers.size());
                    servers.put(line, launch(line, own));
                }
            }
            assertThat(servers).hasSizeGreaterThan(3);
            final Map<String, Integer> codes = new TreeMap<>();
            servers.forEach((line, process) -> codes.put(line.toString(), process.awaitReady().sigint()));
            assertThat(codes.values()).as(codes::toString).containsOnly(0);
        }
        finally
        {
            servers.values().forEach(ServerProcess::close);
        }
    }

    /** On any port, whatever the line and the file say. */
    private static ServerProcess launch(final DocumentedCommands.Line line, final Path own)
    {
        final List<String> words = line.words().stream().map(word -> word.equals("DIR") ? own.resolve("data").toString()
            : replaced(line, word)).toList();
        final int program = words.indexOf("server") - 1;
        final List<String> arguments = new ArrayList<>(words.subList(program + 1, words.size()));
        arguments.addAll(List.of("-p", "-1", "-m", "-1"));
        return ServerProcess.runIn(words.subList(0, program), Map.of(), own, arguments);
    }

    /** The line's words with what they stand for here, and with what its reader's server would be found by. */
    private static List<String> complete(final DocumentedCommands.Line line)
    {
        final List<String> words = new ArrayList<>(line.words().stream().skip(1).map(word -> replaced(line, word))
            .toList());
        if (words.get(0).equals("config"))
        {
            return words;
        }
        final Map<String, String> unsaid = DocumentedOptions.unsaid(words);
        final List<String> more = new ArrayList<>();
        for (final String option : List.of("--server", "--url"))
        {
            if (unsaid.containsKey(option))
            {
                more.addAll(List.of(option, unsaid.get(option).startsWith("nats:") ? server.url() : monitor));
            }
        }
        if (unsaid.containsKey("--token-file"))
        {
            more.addAll(List.of("--dir", directory.resolve("data").toString()));
        }
        if (unsaid.containsKey("--force"))
        {
            more.add("--force");
        }
        // With the defaults it would take a minute.
        Map.of("--duration", "300ms", "--warmup", "0s", "--interval", "200ms").forEach((option, value) ->
        {
            if (unsaid.containsKey(option) && !words.contains("--count"))
            {
                more.addAll(List.of(option, value));
            }
        });
        final int end = words.contains("--") ? words.indexOf("--") : words.size();
        words.addAll(end, more);
        return words;
    }

    private static String replaced(final DocumentedCommands.Line line, final String word)
    {
        final Matcher file = FILE.matcher(word);
        if (file.matches())
        {
            return directory.resolve(file.group(1)).toString();
        }
        return switch (word)
        {
            case "http://HOST:8222", "URL" -> monitor;
            case "nats://HOST:4222" -> server.url();
            // Of a server that runs, or of one that does not.
            case "DIR" -> directory.resolve(line.text().startsWith("standfast cluster snapshot") ? "data" : "restored")
                .toString();
            case "DIRECTORY" -> directory.resolve("restored").toString();
            case "FILE" -> directory.resolve("backup.jsonl").toString();
            case "NAME", "CHANNEL" -> "orders";
            case "DURABLE" -> "worker";
            case "ID" -> "me";
            default -> word;
        };
    }
}
