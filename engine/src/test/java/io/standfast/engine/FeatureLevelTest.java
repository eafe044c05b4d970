package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.snapshot.ChannelDigestDecoder;
import io.standfast.codecs.snapshot.MessageHeaderDecoder;

/**
 * The log says which rules are followed, and a node follows none that it does not know.
 */
class FeatureLevelTest
{
    private final Commands commands = new Commands();

    @TempDir
    private Path directory;

    @Test
    void shouldHaveNoDigestsBeforeTheirLevel()
    {
        try (TestEngine engine = engine("a"))
        {
            engine.apply(commands.publish("me", "orders", "one"));

            assertThat(engine.engine().featureLevel()).isEqualTo(FeatureLevel.FIRST);
            assertThat(digests(engine)).isEmpty();
        }
    }

    @Test
    void shouldDigestWhatIsPublishedAfterTheLevel()
    {
        try (TestEngine engine = engine("a"))
        {
            engine.apply(commands.publish("me", "orders", "before"));
            engine.apply(commands.featureLevel(FeatureLevel.CHANNEL_DIGESTS));
            final List<Long> before = digests(engine);
            engine.apply(commands.publish("me", "orders", "one"));
            final List<Long> after = digests(engine);

            assertThat(before).containsExactly(0L);
            assertThat(after).hasSize(1).doesNotContain(0L);
        }
    }

    @Test
    void shouldKeepLevelAndDigestWhenRestored()
    {
        try (TestEngine engine = engine("a"))
        {
            engine.apply(commands.featureLevel(FeatureLevel.CHANNEL_DIGESTS));
            engine.apply(commands.publish("me", "orders", "one"));
            final List<Long> before = digests(engine);

            engine.restartFromSnapshot();

            assertThat(engine.engine().featureLevel()).isEqualTo(FeatureLevel.CHANNEL_DIGESTS);
            assertThat(digests(engine)).isEqualTo(before);
        }
    }

    @Test
    void shouldNotTurnBack()
    {
        try (TestEngine engine = engine("a"))
        {
            engine.apply(commands.featureLevel(FeatureLevel.CHANNEL_DIGESTS));
            engine.apply(commands.featureLevel(FeatureLevel.FIRST));

            assertThat(engine.engine().featureLevel()).isEqualTo(FeatureLevel.CHANNEL_DIGESTS);
        }
    }

    @Test
    void shouldDigestTheOrder()
    {
        assertThat(digestOf("x", "one", "two")).isEqualTo(digestOf("y", "one", "two")).isNotEqualTo(digestOf("z", "two",
            "one"));
    }

    @Test
    void shouldApplyNothingOfLevelThatIsNotKnown()
    {
        try (TestEngine engine = engine("a"))
        {
            final byte[] command = commands.featureLevel(FeatureLevel.NEWEST + 1);

            assertThatThrownBy(() -> engine.apply(command)).isInstanceOf(FeatureLevelException.class).hasMessage(
                "the data is at feature level " + (FeatureLevel.NEWEST + 1) + ", this node goes up to " +
                    FeatureLevel.NEWEST + ": start it with a build, or a -cluster_feature_level, that goes up to " +
                    (FeatureLevel.NEWEST + 1));
            assertThat(engine.engine().featureLevel()).isEqualTo(FeatureLevel.FIRST);
        }
    }

    @Test
    void shouldNotRestoreSnapshotOfLevelThatIsNotKnown()
    {
        try (TestEngine engine = engine("a"))
        {
            engine.apply(commands.featureLevel(FeatureLevel.CHANNEL_DIGESTS));
            engine.takeSnapshot();
            engine.supportedLevel(FeatureLevel.FIRST);

            assertThatThrownBy(engine::restartFromSnapshot).isInstanceOf(FeatureLevelException.class);
        }
    }

    @Test
    void shouldKnowWhetherLimitsWereEverSet()
    {
        try (TestEngine engine = engine("a"))
        {
            assertThat(engine.engine().hasLimits()).isFalse();
            engine.takeSnapshot();
            engine.restartFromSnapshot();
            assertThat(engine.engine().hasLimits()).isFalse();

            engine.apply(commands.limits(0, 0, 0, 0));
            engine.takeSnapshot();
            engine.restartFromSnapshot();

            assertThat(engine.engine().hasLimits()).isTrue();
        }
    }

    private long digestOf(final String name, final String... payloads)
    {
        try (TestEngine engine = engine(name))
        {
            engine.apply(commands.featureLevel(FeatureLevel.CHANNEL_DIGESTS));
            engine.apply(commands.publish("me", "orders", payloads));
            return digests(engine).get(0);
        }
    }

    private TestEngine engine(final String name)
    {
        final TestEngine engine = new TestEngine(directory.resolve(name));
        engine.apply(commands.termOpened(1));
        engine.apply(commands.connect("me", "conn", 0));
        return engine;
    }

    private static List<Long> digests(final TestEngine engine)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        return engine.takeSnapshot().stream().map(UnsafeBuffer::new).filter(message -> header.wrap(message, 0)
            .templateId() == ChannelDigestDecoder.TEMPLATE_ID).map(message -> new ChannelDigestDecoder()
                .wrapAndApplyHeader(message, 0, header).digest())
            .toList();
    }
}
