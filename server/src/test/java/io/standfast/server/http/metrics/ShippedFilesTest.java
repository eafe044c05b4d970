package io.standfast.server.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Dashboards, alert rules and the reference speak of metrics that exist, and of sections that are there.
 */
class ShippedFilesTest
{
    private static final Path ROOT = Path.of("..");
    private static final Path PACKAGING = Path.of("src/main/packaging");
    private static final Path REFERENCE = ROOT.resolve("docs/metrics.md");
    private static final Pattern NAME = Pattern.compile("\\b(?:standfast|nss)_[a-z0-9_]+");
    private static final Pattern LABEL = Pattern.compile("(\\w+) ?=~?\"");

    private static Map<?, ?> yaml(final Path file) throws IOException
    {
        // JSON is YAML.
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }

    private static List<Path> files(final String folder) throws IOException
    {
        try (Stream<Path> files = Files.list(PACKAGING.resolve(folder)))
        {
            return files.sorted().toList();
        }
    }

    private static Set<String> unknown(final String expression)
    {
        final Set<String> names = new TreeSet<>();
        final Matcher matcher = NAME.matcher(expression);
        while (matcher.find())
        {
            names.add(matcher.group());
        }
        Arrays.stream(Family.values()).forEach(family ->
        {
            if (family.metric().type() == MetricType.HISTOGRAM)
            {
                names.remove(family.metric().name() + "_bucket");
            }
            else
            {
                names.remove(family.metric().name());
            }
        });
        return names;
    }

    /** Texts under a key, wherever they are. */
    private static List<String> texts(final Object tree, final String key)
    {
        final List<String> found = new ArrayList<>();
        if (tree instanceof Map<?, ?> map)
        {
            map.forEach((name, value) ->
            {
                if (key.equals(name) && value instanceof String text)
                {
                    found.add(text);
                }
                found.addAll(texts(value, key));
            });
        }
        else if (tree instanceof List<?> list)
        {
            list.forEach(each -> found.addAll(texts(each, key)));
        }
        return found;
    }

    @Test
    void shouldSpeakOfMetricsThatExistWhenDashboard() throws IOException
    {
        final Set<String> titles = new LinkedHashSet<>();
        for (final Path file : files("grafana"))
        {
            final Map<?, ?> dashboard = yaml(file);
            final List<String> expressions = texts(dashboard, "expr");
            titles.add((String) dashboard.get("title"));

            assertThat(expressions).as(file.toString()).hasSizeGreaterThan(8);
            assertThat(expressions).allSatisfy(expression -> assertThat(unknown(expression)).as(expression).isEmpty());
            assertThat(expressions).allSatisfy(expression -> assertThat(NAME.matcher(expression).find()).isTrue());
            assertThat(texts(dashboard, "query")).allSatisfy(query -> assertThat(unknown(query)).as(query).isEmpty());
            assertThat(file.getFileName().toString()).isEqualTo(dashboard.get("uid") + ".json");
        }
        assertThat(titles).hasSize(3);
    }

    @Test
    void shouldUseLabelsThatExistWhenDashboardOrRule() throws IOException
    {
        final Set<String> known = Arrays.stream(Family.values()).flatMap(family -> Arrays.stream(family.metric()
            .labels())).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(Set.of("instance", "job", "le"));
        final List<Path> all = new ArrayList<>(files("grafana"));
        all.addAll(files("prometheus"));
        for (final Path file : all)
        {
            for (final String expression : texts(yaml(file), "expr"))
            {
                final Matcher label = LABEL.matcher(expression);
                while (label.find())
                {
                    assertThat(known).as(expression).contains(label.group(1));
                }
            }
        }
    }

    @Test
    void shouldSayWhatToDoWhenAlert() throws IOException
    {
        final Map<?, ?> group = (Map<?, ?>) ((List<?>) yaml(PACKAGING.resolve("prometheus/standfast-alerts.yml")).get(
            "groups")).get(0);
        final List<?> rules = (List<?>) group.get("rules");
        final Set<String> anchors = Files.readAllLines(ROOT.resolve("docs/monitoring.md")).stream().filter(
            line -> line.startsWith("### ")).map(line -> line.substring(4).toLowerCase(Locale.ROOT)).collect(Collectors
                .toSet());

        assertThat(rules).hasSizeGreaterThan(10);
        for (final Object each : rules)
        {
            final Map<?, ?> rule = (Map<?, ?>) each;
            final Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
            final String name = (String) rule.get("alert");
            assertThat(name).matches("Standfast[A-Z]\\w+");
            assertThat(unknown((String) rule.get("expr"))).as(name).isEmpty();
            assertThat((String) rule.get("for")).as(name).matches("\\d+[mh]");
            assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).as(name).isIn("critical", "warning");
            assertThat(annotations.get("runbook")).isEqualTo("docs/monitoring.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(anchors).contains(name.toLowerCase(Locale.ROOT));
            assertThat((String) annotations.get("summary")).isNotBlank();
        }
        assertThat(anchors).as("sections without an alert").hasSize(rules.size());
    }

    @Test
    void shouldReadTheRulesWhenPrometheusIsConfigured() throws IOException
    {
        final Map<?, ?> configuration = yaml(PACKAGING.resolve("prometheus/prometheus.yml"));

        assertThat((List<?>) configuration.get("rule_files")).allSatisfy(file -> assertThat(PACKAGING.resolve(
            "prometheus").resolve((String) file)).exists());
        assertThat(texts(configuration, "job_name")).containsExactly("standfast");
    }

    @Test
    void shouldSayTheSameAsTheDeclarationsWhenReference() throws IOException
    {
        final String generated = reference();

        if (!Files.exists(REFERENCE) || !Files.readString(REFERENCE).equals(generated))
        {
            final Path copy = Path.of("target/metrics.md");
            Files.writeString(copy, generated);
            assertThat(Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "").as("docs/metrics.md is not what " +
                "Family declares; copy " + copy.toAbsolutePath()).isEqualTo(generated);
        }
    }

    private static String reference()
    {
        final StringBuilder text = new StringBuilder(
            """
                # Metrics

                What `/metrics` shows, generated from the declarations in `Family`; a test compares the two. Names that
                begin with `nss_` are the old exporter's.
                Dashboards, alerts and what to do: [monitoring.md](monitoring.md).

                | metric | type | unit | labels | what it is |
                |---|---|---|---|---|
                """);
        for (final Family family : Family.values())
        {
            final Metric metric = family.metric();
            text.append("| `").append(metric.name()).append("` | ").append(metric.type().text()).append(" | ").append(
                metric.unit()).append(" | ").append(Arrays.stream(metric.labels()).map(label -> "`" + label + "`")
                    .collect(Collectors.joining(", ")))
                .append(" | ").append(metric.doc()).append(" |\n");
        }
        return text.toString();
    }
}
