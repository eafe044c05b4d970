package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.engine.view.ChannelView;
import io.standfast.replication.log.EngineView;

/**
 * What a node holds of its channels, as pages.
 */
class ChannelsPageTest
{
    private final ChannelsPage page = new ChannelsPage((afterId, limit) -> afterId == 7 || afterId == 0
        ? new EngineView(640, List.of(new ChannelView(8 - afterId, "orders", 2, 3, 4, 50, 255, 0, List.of())))
        : null);

    @Test
    void shouldShowJson()
    {
        final PageAnswer answer = page.answer(new PageRequest("/clusterz/channels", null));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualToIgnoringWhitespace("""
            {"log_position":640,"channels":[{"id":8,"name":"orders","epoch":2,"first":3,"last":4,"bytes":50,
            "digest":"00000000000000ff"}]}
            """);
    }

    @Test
    void shouldGoOnBehindTheLastOne()
    {
        assertThat(page.answer(new PageRequest("/clusterz/channels", "text&after=7")).body()).isEqualTo(
            "1 2 3 4 00000000000000ff orders\n");
    }

    @Test
    void shouldSayThatTheEngineDoesNotAnswer()
    {
        final PageAnswer answer = page.answer(new PageRequest("/clusterz/channels", "after=9"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).startsWith("the engine does not answer");
    }
}
