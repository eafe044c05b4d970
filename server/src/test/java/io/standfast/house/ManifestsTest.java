package io.standfast.house;

import static io.standfast.house.PackagingTest.at;
import static io.standfast.house.PackagingTest.container;
import static io.standfast.house.PackagingTest.list;
import static io.standfast.house.PackagingTest.manifest;
import static io.standfast.house.PackagingTest.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Manifests against what the server does with the arguments that they give it, and against themselves. What is not
 * checked, for want of a cluster: that an API server takes them, that a kubelet probes and stops as is written here,
 * that volumes are bound, and that names of peers resolve. The fields are those of the API as its reference lists them,
 * typed in by hand.
 */
class ManifestsTest
{
    private static final Set<String> POD = Set.of("terminationGracePeriodSeconds", "securityContext",
        "topologySpreadConstraints", "containers", "volumes", "affinity", "nodeSelector", "tolerations",
        "serviceAccountName", "initContainers", "imagePullSecrets", "priorityClassName");
    private static final Set<String> CONTAINER = Set.of("name", "image", "imagePullPolicy", "command", "args", "env",
        "envFrom", "ports", "startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "resources",
        "securityContext", "volumeMounts", "workingDir");
    private static final Set<String> PROBE = Set.of("httpGet", "periodSeconds", "timeoutSeconds", "failureThreshold",
        "successThreshold", "initialDelaySeconds");
    private static final Set<String> SET = Set.of("replicas", "serviceName", "podManagementPolicy", "updateStrategy",
        "selector", "template", "volumeClaimTemplates", "minReadySeconds");
    private static final Map<String, String> VERSIONS = Map.of("Service", "v1", "PodDisruptionBudget", "policy/v1",
        "StatefulSet", "apps/v1");

    private static Object pod(final String file) throws IOException
    {
        return at(manifest(file, "StatefulSet"), "spec", "template", "spec");
    }

    /** What the first pod's server would make of its arguments. */
    private static Settings settings(final String file) throws IOException
    {
        final List<String> arguments = new ArrayList<>();
        list(container(file), "args").forEach(each -> arguments.add(((String) each).replace("$(POD_NAME)",
            "standfast-0")));
        return ReadSettings.read(ProgramName.STANDFAST, arguments.subList(1, arguments.size()), Map.of()).settings();
    }

    private static int port(final String file, final String name) throws IOException
    {
        return (int) list(container(file), "ports").stream().map(PackagingTest::map).filter(each -> each.get("name")
            .equals(name)).findFirst().orElseThrow().get("containerPort");
    }

    private static long mebibytes(final Object size)
    {
        final String text = (String) size;
        final long number = Long.parseLong(text.substring(0, text.length() - 2));
        return text.endsWith("Gi") ? number << 10 : number;
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldOpenThePortsAndKeepTheDataThatTheServerSettlesOn(final String file) throws IOException
    {
        final Settings settings = settings(file);

        assertThat(settings.listener().port()).isEqualTo(port(file, "client"));
        assertThat(settings.monitorPort()).isEqualTo(port(file, "monitor"));
        assertThat(settings.cluster().members()).hasSize((int) at(manifest(file, "StatefulSet"), "spec", "replicas"))
            .allMatch(node -> node.port() == 4300);
        assertThat(Files.readString(PackagingTest.PACKAGING.resolve("container/Containerfile"))).contains("EXPOSE " +
            settings.listener().port() + "/tcp " + settings.monitorPort() + "/tcp 4300-4309/tcp 4300-4309/udp");
        assertThat(list(container(file), "volumeMounts")).anyMatch(mount -> map(mount).get("mountPath").equals(settings
            .store().directory().toString()));
        assertThat(list(container(file), "lifecycle", "preStop", "exec", "command")).anyMatch(word -> word.equals(
            "http://127.0.0.1:" + settings.monitorPort()));
        assertThat(at(container(file), "image")).isEqualTo("standfast:" + ProgramName.VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldHaveOnlyFieldsThatTheApiKnows(final String file) throws IOException
    {
        VERSIONS.forEach((kind, version) -> assertThat(of(file, kind).get("apiVersion")).as(kind).isEqualTo(version));
        assertThat(SET).containsAll(map(at(manifest(file, "StatefulSet"), "spec")).keySet());
        assertThat(POD).containsAll(map(pod(file)).keySet());
        assertThat(CONTAINER).containsAll(map(container(file)).keySet());
        for (final String probe : List.of("startupProbe", "livenessProbe", "readinessProbe"))
        {
            assertThat(PROBE).as(probe).containsAll(map(at(container(file), probe)).keySet());
            assertThat((int) at(container(file), probe, "timeoutSeconds")).isLessThanOrEqualTo((int) at(container(file),
                probe, "periodSeconds"));
        }
        assertThat((int) at(container(file), "livenessProbe", "periodSeconds") * (int) at(container(file),
            "livenessProbe", "failureThreshold")).as("seconds until a node that hangs is killed").isBetween(30, 120);
    }

    private static Map<String, Object> of(final String file, final String kind)
    {
        try
        {
            return manifest(file, kind);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldLeaveAMajorityWhenNodesAreEvicted(final String file) throws IOException
    {
        final int replicas = (int) at(manifest(file, "StatefulSet"), "spec", "replicas");
        final int away = (int) at(manifest(file, "PodDisruptionBudget"), "spec", "maxUnavailable");

        assertThat(away).isPositive();
        assertThat(replicas - away).isGreaterThan(replicas / 2);
        assertThat(at(manifest(file, "StatefulSet"), "spec", "updateStrategy", "type")).isEqualTo("RollingUpdate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldMayAsLittleAsAServerNeeds(final String file) throws IOException
    {
        final Object pod = at(pod(file), "securityContext");
        final Object own = at(container(file), "securityContext");

        assertThat(at(pod, "runAsNonRoot")).isEqualTo(true);
        assertThat(at(pod, "fsGroup")).isEqualTo(at(pod, "runAsUser"));
        assertThat(at(own, "allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(at(own, "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(list(own, "capabilities", "drop")).singleElement().isEqualTo("ALL");
        // What is written goes to volumes: nothing else can be.
        assertThat(list(container(file), "volumeMounts").stream().map(mount -> (String) map(mount).get("mountPath")))
            .containsExactlyInAnyOrder("/data", "/dev/shm", "/tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldHaveRoomForAllThatIsInMemory(final String file) throws IOException
    {
        final long limit = mebibytes(at(container(file), "resources", "limits", "memory"));
        long inMemory = 256;
        for (final Object volume : list(pod(file), "volumes"))
        {
            final Object directory = at(volume, "emptyDir");
            if ("Memory".equals(at(directory, "medium")))
            {
                inMemory += mebibytes(at(directory, "sizeLimit"));
            }
        }

        assertThat(inMemory).as("heap, /dev/shm, and /data where that is memory, MB").isGreaterThanOrEqualTo(256 + 512)
            .isLessThan(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/standfast.yaml", PackagingTest.MEMORY})
    void shouldFindPeersBeforeTheyAreReadyAndServeOnlyThenByOneName(final String file) throws IOException
    {
        final String text = Files.readString(PackagingTest.PACKAGING.resolve(file));
        final String peers = text.substring(text.indexOf("name: standfast-peers"), text.indexOf("kind: PodDis"));

        assertThat(peers).contains("clusterIP: None", "publishNotReadyAddresses: true");
        assertThat(text.substring(0, text.indexOf("name: standfast-peers"))).doesNotContain(
            "publishNotReadyAddresses: true");
        assertThat(list(manifest(file, "Service"), "spec", "ports")).allSatisfy(each -> assertThat((int) map(each).get(
            "port")).isEqualTo(port(file, (String) map(each).get("targetPort"))));
    }
}
