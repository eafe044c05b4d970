package io.standfast.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.standfast.server.config.LegacyFlags;
import io.standfast.server.http.HealthQuestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What no machine of ours runs is read at least: manifests, Containerfile, unit.
 */
class PackagingTest
{
    static final Path PACKAGING = Path.of("src/main/packaging");
    static final String MEMORY = "k8s/standfast-memory.yaml";
    private static final Set<String> INSTRUCTIONS = Set.of("ARG", "FROM", "LABEL", "COPY", "RUN", "ENV", "USER",
        "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD");

    static Map<String, Object> manifest(final String file, final String kind) throws IOException
    {
        final Iterable<Object> all = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(
            PACKAGING.resolve(file)));
        return StreamSupport.stream(all.spliterator(), false).map(PackagingTest::map).filter(each -> each.get("kind")
            .equals(kind)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(final Object value)
    {
        return (Map<String, Object>) value;
    }

    static Object at(final Object value, final String... path)
    {
        Object current = value;
        for (final String name : path)
        {
            current = current instanceof List<?> list ? list.get(Integer.parseInt(name)) : map(current).get(name);
        }
        return current;
    }

    static List<?> list(final Object value, final String... path)
    {
        return (List<?>) at(value, path);
    }

    static Object container(final String file) throws IOException
    {
        return at(manifest(file, "StatefulSet"), "spec", "template", "spec", "containers", "0");
    }

    static List<String> names(final List<?> list)
    {
        return list.stream().map(each -> (String) map(each).get("name")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", MEMORY})
    void shouldAskForPagesThatExistWhenProbing(final String file) throws IOException
    {
        final Object container = container(file);
        final Set<String> questions = Stream.of(HealthQuestion.values()).map(question -> "/healthz?" + question.name()
            .toLowerCase(Locale.ROOT)).collect(Collectors.toSet());

        for (final String probe : List.of("startupProbe", "livenessProbe", "readinessProbe"))
        {
            assertThat(questions).contains((String) at(container, probe, "httpGet", "path"));
            assertThat(names(list(container, "ports"))).contains((String) at(container, probe, "httpGet", "port"));
        }
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/healthz?live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", MEMORY})
    void shouldGiveFlagsThatExistAndAgreeWithPorts(final String file) throws IOException
    {
        final Object container = container(file);
        final List<String> arguments = new ArrayList<>();
        list(container, "args").forEach(argument -> arguments.add((String) argument));

        assertThat(arguments.get(0)).isEqualTo("server");
        assertThat(new LegacyFlags().parse(arguments.subList(1, arguments.size())).warnings()).isEmpty();
        assertThat(arguments.get(arguments.indexOf("-m") + 1)).isEqualTo(String.valueOf(at(container, "ports", "1",
            "containerPort")));
        final String members = arguments.get(arguments.indexOf("-cluster_members") + 1);
        final int replicas = (int) at(manifest(file, "StatefulSet"), "spec", "replicas");
        assertThat(members.split(",")).hasSize(replicas).allMatch(member -> member.matches(
            "(standfast-\\d)=\\1\\.standfast-peers:4300"));
        assertThat(at(manifest(file, "StatefulSet"), "spec", "serviceName")).isEqualTo("standfast-peers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", MEMORY})
    void shouldMountWhatIsThereAndSelectWhatIsLabelled(final String file) throws IOException
    {
        final Map<String, Object> set = manifest(file, "StatefulSet");
        final Set<String> volumes = new HashSet<>(names(list(set, "spec", "template", "spec", "volumes")));
        if (!file.equals(MEMORY))
        {
            volumes.add((String) at(set, "spec", "volumeClaimTemplates", "0", "metadata", "name"));
        }

        assertThat(volumes).containsExactlyInAnyOrderElementsOf(names(list(container(file), "volumeMounts")));
        final Object labels = at(set, "spec", "template", "metadata", "labels");
        assertThat(at(set, "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(manifest(file, "PodDisruptionBudget"), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(manifest(file, "Service"), "spec", "selector")).isEqualTo(labels);
        // The first member waits for the others.
        assertThat(at(set, "spec", "podManagementPolicy")).isEqualTo("Parallel");
    }

    @Test
    void shouldKeepMessagesInMemoryWhenManifestSaysSo() throws IOException
    {
        final List<?> volumes = list(manifest(MEMORY, "StatefulSet"), "spec", "template", "spec", "volumes");

        assertThat(volumes).filteredOn(volume -> map(volume).get("name").equals("data")).singleElement().satisfies(
            volume -> assertThat(at(volume, "emptyDir", "medium")).isEqualTo("Memory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", MEMORY})
    void shouldWaitInPreStopLessThanTheGracePeriod(final String file) throws IOException
    {
        final Map<String, Object> set = manifest(file, "StatefulSet");
        final List<?> command = list(container(file), "lifecycle", "preStop", "exec", "command");

        assertThat(command.stream().map(String::valueOf).toList()).containsSubsequence("standfast", "cluster", "wait",
            "--for", "may-stop", "--timeout", "5m");
        assertThat((int) at(set, "spec", "template", "spec", "terminationGracePeriodSeconds")).isGreaterThan(5 * 60 +
            30);
    }

    @Test
    void shouldCopyOnlyWhatTheTarballHoldsWhenContainerIsBuilt() throws IOException
    {
        final String file = Files.readString(PACKAGING.resolve("container/Containerfile"));
        final String script = Files.readString(Path.of("../bin/package"));
        final List<String> instructions = List.of(file.replaceAll("\\\\\n", " ").split("\n")).stream().filter(
            line -> !line.isBlank() && !line.startsWith("#")).toList();

        assertThat(instructions).allSatisfy(line -> assertThat(INSTRUCTIONS).contains(line.split(" ")[0]));
        for (final String line : instructions.stream().filter(each -> each.startsWith("COPY ")).toList())
        {
            final String source = line.split(" +")[1].replace("/", "");
            assertThat(source.equals("LICENSE") ? script.contains("$HERE/LICENSE") : script.contains("\"$1/" + source +
                "\"")).as(source).isTrue();
        }
        assertThat(instructions.stream().filter(each -> each.startsWith("USER ")).findFirst().orElseThrow())
            .isEqualTo("USER 10001:10001");
        assertThat(file).contains("STOPSIGNAL SIGTERM", "/healthz?live", "shm-size", "4300-4309/udp");
        assertThat(at(manifest("k8s/standfast.yaml", "StatefulSet"), "spec", "template", "spec", "securityContext",
            "runAsUser")).isEqualTo(10001);
    }

    @Test
    void shouldSayThatItIsReadyItselfWhenSystemdStartsIt() throws IOException
    {
        final List<String> unit = Files.readAllLines(PACKAGING.resolve("systemd/standfast.service"));

        assertThat(unit).contains("Type=notify", "NotifyAccess=main", "User=standfast", "LimitNOFILE=65536",
            "Restart=on-failure", "SuccessExitStatus=143", "StateDirectory=standfast",
            "ExecStart=/usr/bin/standfast server -c /etc/standfast/standfast.conf").doesNotContain(
                "MemoryDenyWriteExecute=yes");
        assertThat(unit).filteredOn(line -> line.startsWith("WatchdogSec=")).hasSize(1);
    }

    @Test
    void shouldBeUnderstoodBySystemdInEveryLine(@TempDir final Path directory) throws Exception
    {
        final Path tool = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(tool), "no systemd-analyze");
        // It looks for the program, too, which is not installed here.
        final Path unit = Files.writeString(directory.resolve("standfast.service"), Files.readString(PACKAGING.resolve(
            "systemd/standfast.service")).replace("/usr/bin/standfast", "/bin/true"));
        final Path output = directory.resolve("output");

        final Process process = new ProcessBuilder(tool.toString(), "verify", "--man=no", "--recursive-errors=one", unit
            .toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
