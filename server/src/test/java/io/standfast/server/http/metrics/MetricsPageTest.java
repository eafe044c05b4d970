package io.standfast.server.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.standfast.engine.view.DurationHistogram;
import io.standfast.server.http.LiveSource;
import io.standfast.server.http.PageAnswer;
import io.standfast.server.http.PageRequest;

/**
 * What Prometheus reads, over a real engine, read strictly.
 */
class MetricsPageTest
{
    private static final String NSS = "{server_id=\"SERVER\",server_role=\"\",channel=\"%s\"}";
    private static final String DURABLE = "{channel=\"foo\",client_id=\"%s\",durable=\"dur\",group=\"%s\"}";

    @TempDir
    private Path directory;
    private LiveSource source;

    @BeforeEach
    void setUp()
    {
        source = new LiveSource(directory);
        source.connect("me");
    }

    @AfterEach
    void tearDown()
    {
        source.close();
    }

    private TextFormat metrics(final int channels)
    {
        final PageAnswer answer = new MetricsPage(source, channels).answer(new PageRequest("/metrics", null));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        return TextFormat.parse(answer.body());
    }

    @Test
    void shouldKeepTheOldExportersNames()
    {
        source.publish("me", "foo", "one");
        source.publish("me", "foo", "two");
        source.subscribe("me", "foo", "", "dur", 1);

        final String subscription = "{server_id=\"SERVER\",server_role=\"\",channel=\"foo\",client_id=\"me\"," +
            "inbox=\"inbox.me\",queue_name=\"\",is_durable=\"true\",is_offline=\"false\",durable_name=\"dur\"}";
        assertThat(metrics(10).samples()).containsEntry("nss_server_msgs_total{server_id=\"SERVER\"}", 2.0)
            .containsEntry("nss_server_channels{server_id=\"SERVER\"}", 1.0).containsEntry(
                "nss_server_bytes_out{server_id=\"SERVER\"}", 4.0)
            .containsEntry("nss_chan_last_seq" + String
                .format(NSS, "foo"), 2.0)
            .containsEntry("nss_chan_subs_last_sent" + subscription, 1.0)
            .containsEntry("nss_chan_subs_pending_count" + subscription, 1.0).containsEntry(
                "nss_chan_subs_max_inflight" + subscription, 1.0)
            .containsEntry("nss_server_info{server_id=\"SERVER\",cluster_id=\"test-cluster\",version=\"0.1.0\"," +
                "go_version=\"java17\",state=\"STANDALONE\",role=\"\",start_time=\"2026-11-30T01:02:03.500Z\"}", 1.0);
    }

    @Test
    void shouldShowLagOfDurablesAndGroups()
    {
        source.publish("me", "foo", "one");
        source.publish("me", "foo", "two");
        source.publish("me", "foo", "three");
        source.subscribe("me", "foo", "", "dur", 1);
        source.subscribe("me", "foo", "g", "dur", 1);
        source.subscribe("me", "foo", "g", "dur", 1);

        final TextFormat metrics = metrics(10);

        final String alone = String.format(DURABLE, "me", "");
        final String group = String.format(DURABLE, "", "g");
        assertThat(metrics.samples()).containsEntry("standfast_durable_lag_messages" + alone, 3.0).containsEntry(
            "standfast_durable_lag_messages" + group, 3.0).containsEntry("standfast_durable_pending_messages" + group,
                2.0)
            .containsEntry("standfast_durable_stalled" + group, 1.0).containsEntry(
                "standfast_durable_offline" + group, 0.0);
        assertThat(metrics.samples().get("standfast_durable_lag_seconds" + alone)).isPositive();
    }

    @Test
    void shouldSumUpChannelsThatAreNotListed()
    {
        IntStream.range(0, 5).forEach(i -> source.publish("me", "c" + i, "x"));
        source.publish("me", "c3", "y");
        source.subscribe("me", "quiet", "", "", 1);

        final TextFormat metrics = metrics(2);

        assertThat(metrics.samples()).containsEntry("standfast_channels_listed", 2.0).containsEntry(
            "standfast_channel_messages{channel=\"quiet\"}", 0.0).containsEntry(
                "standfast_channel_messages{channel=\"c3\"}", 2.0)
            .containsEntry("standfast_channel_messages{channel=\"*\"}", 4.0)
            .containsEntry("nss_chan_msgs_total" + String
                .format(NSS, "*"), 4.0);
        assertThat(metrics.samples().keySet()).filteredOn(name -> name.startsWith("standfast_channel_messages"))
            .hasSize(3);
    }

    @Test
    void shouldLeaveOutSubscriptionsWhenThereAreTooMany()
    {
        IntStream.range(0, 25).forEach(i ->
        {
            source.connect("c" + i);
            source.subscribe("c" + i, "foo", "", "dur", 1);
        });

        final TextFormat metrics = metrics(1);

        assertThat(metrics.samples()).containsEntry("standfast_subscriptions_omitted", 15.0);
        assertThat(metrics.samples().keySet()).filteredOn(name -> name.startsWith("standfast_durable_stalled"))
            .hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quo\"te", "back\\slash", "né\u4e2d", "a{b}", "a=b,c"})
    void shouldEscapeNames(final String channel)
    {
        source.publish("me", channel, "x");

        final String escaped = channel.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(metrics(10).samples()).containsEntry("standfast_channel_messages{channel=\"" + escaped + "\"}", 1.0);
    }

    @Test
    void shouldShowEachSubscriptionOnceWhenTwoHaveAllLabelsInCommon()
    {
        source.subscribe("me", "foo", "", "", 1);
        source.subscribe("me", "foo", "", "", 1);

        assertThat(metrics(10).samples().keySet()).filteredOn(name -> name.startsWith("nss_chan_subs_last_sent"))
            .hasSize(1);
    }

    @Test
    void shouldShowTheRestWhenTheEngineDoesNotAnswer()
    {
        source.silence();

        assertThat(metrics(10).samples()).containsEntry("standfast_engine_answers", 0.0).containsEntry(
            "standfast_publishes_total", 1.0).containsEntry("standfast_cluster_term", 4.0).containsEntry(
                "standfast_cluster_follower_lag_bytes{node=\"b\"}", 60.0)
            .containsKey("standfast_jvm_threads");
    }

    @Test
    void shouldCountWhatIsRefused()
    {
        assertThat(metrics(10).samples()).containsEntry("standfast_refusals_total{reason=\"disk_low\"}", 0.0)
            .containsEntry("standfast_refusals_total{reason=\"other\"}", 0.0);
    }

    @Test
    void shouldDeclareEveryMetricWell()
    {
        assertThat(Arrays.stream(Family.values()).map(family -> family.metric().name())).doesNotHaveDuplicates()
            .allMatch(name -> name.matches("(nss|standfast)_[a-z0-9_]+"));
        assertThat(Family.values()).allSatisfy(family ->
        {
            assertThat(family.metric().doc()).endsWith(".");
            if (family.metric().name().startsWith("standfast_"))
            {
                assertThat(family.metric().name().endsWith("_total")).as(family.metric().name()).isEqualTo(family
                    .metric().type() == MetricType.COUNTER);
            }
        });
    }

    @Test
    void shouldWriteHistogramsThatAddUp()
    {
        final DurationHistogram histogram = new DurationHistogram();
        histogram.record(1);
        histogram.record(10_000);
        histogram.record(20_000_000_000L);

        final String text = new PrometheusWriter().family(Family.STORE_APPEND).histogram(histogram).text();

        assertThat(TextFormat.parse(text).samples())
            .containsEntry("standfast_store_append_seconds_bucket{le=\"1.0E-5\"}",
                2.0)
            .containsEntry("standfast_store_append_seconds_bucket{le=\"+Inf\"}", 3.0).containsEntry(
                "standfast_store_append_seconds_count", 3.0)
            .containsEntry("standfast_store_append_seconds_sum",
                20.000010001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 1\n", "# HELP a x\n# TYPE a gauge\na 1", "# HELP a x\n# TYPE a gauge\na 1\na 1\n",
        "# HELP a x\n# TYPE a gauge\na{b=\"c} 1\n", "# HELP a x\n# TYPE a gauge\na{b=\"\\x\"} 1\n",
        "# HELP a x\n# TYPE a gauge\n# HELP b x\n# TYPE b gauge\na 1\n", "# HELP a x\n# TYPE a meter\na 1\n",
        "# HELP a x\n# TYPE a counter\na -1\n", "# HELP a x\n# HELP a x\n# TYPE a gauge\n",
        "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n"})
    void shouldBeReadStrictly(final String text)
    {
        assertThatThrownBy(() -> TextFormat.parse(text)).isInstanceOfAny(AssertionError.class, RuntimeException.class);
    }
}
