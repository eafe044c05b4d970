package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/**
 * What a node says of its cluster, to people and to programs.
 */
class ClusterPageTest
{
    private final ClusterPage page = new ClusterPage(() -> new ClusterReport(List.of(new ClusterReport.Row("a", true,
        "Leader", "WHOLE", "5afe", 3, 640, 704, 5, "", "10.0.0.1:8222"),
        new ClusterReport.Row("b", false, "Silent",
            "-", "-", -1, -1, -1, 0, "not heard for a moment", "")),
        List.of("a note"), false, "why"));

    @Test
    void shouldNameThePagesOfAMemberInJson()
    {
        assertThat(page.answer(new PageRequest("/clusterz", null)).body()).contains("\"monitor\": \"10.0.0.1:8222\"",
            "\"phase\": \"not heard for a moment\",\n      \"monitor\": \"\"");
    }

    @Test
    void shouldRefuseInTheStatusWhenItMayNotBeStopped()
    {
        final PageAnswer answer = page.answer(new PageRequest("/clusterz", "stop"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("Do not stop this node now: why", "Note: a note");
    }

    @Test
    void shouldShowTheWholeRowOfAMember()
    {
        assertThat(page.answer(new PageRequest("/clusterz", "text")).body().lines().limit(3)).containsExactly(
            "  NODE             ROLE      DATA           INCARNATION   TERM         COMMIT            LOG  DOING",
            "* a                Leader    WHOLE                 5afe      3            640            704  ",
            "  b                Silent    -                        -     -1             -1             -1  not heard " +
                "for a moment");
        assertThat(page.answer(new PageRequest("/clusterz", null)).body().replaceAll("\\s+", "")).contains(
            "{\"name\":\"a\",\"self\":true,\"role\":\"Leader\",\"data\":\"WHOLE\",\"incarnation\":\"5afe\"," +
                "\"term\":3,\"commit\":640,\"log_end\":704,\"feature_level\":5,\"phase\":\"\",");
    }
}
