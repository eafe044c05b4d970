package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A publish that comes twice within dedup_window is stored once, and acknowledged twice.
 */
class DedupTest
{
    private static final long SECOND = 1_000_000_000L;

    private final Commands commands = new Commands();
    private TestEngine engine;

    @TempDir
    private Path directory;

    @BeforeEach
    void start()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.featureLevel(FeatureLevel.POLICIES));
        engine.apply(commands.limits(10, 1000, 0, 0));
        engine.apply(commands.connect("me", "", 0));
        configure(10, 100);
    }

    @AfterEach
    void stop()
    {
        engine.close();
    }

    @Test
    void shouldStoreOnceWithinTheWindow()
    {
        assertThat(publish("g1")).as("which creates the channel").contains("published 1/0");
        assertThat(publish("g1")).containsExactly("published 1/0");
        publish("g2");
        engine.pass(10 * SECOND - 1);
        publish("g1");
        assertThat(last()).isEqualTo(2);

        engine.pass(1);
        publish("g1");

        assertThat(last()).isEqualTo(3);
        assertThat(engine.engine().views().policies().duplicates()).isEqualTo(2);
    }

    @Test
    void shouldRememberTheNewestOnly()
    {
        configure(10, 2);
        publish("g1");
        publish("g2");
        publish("g3");

        publish("g2");
        publish("g3");
        assertThat(last()).isEqualTo(3);
        publish("g1");

        assertThat(last()).isEqualTo(4);
        assertThat(engine.engine().views().policies().forgottenGuids()).isEqualTo(2);
    }

    @Test
    void shouldRememberAcrossSnapshots()
    {
        for (int i = 0; i < 3_000; i++)
        {
            publish("g" + i);
        }
        configure(10, 5_000);
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        final List<byte[]> before = engine.takeSnapshot();
        engine.restartFromSnapshot();

        publish("g2999");
        publish("g2900");
        publish("g0");

        assertThat(last()).as("100 were remembered, not the first").isEqualTo(3_001);
        engine.restartFromSnapshot();
        assertThat(engine.takeSnapshot()).hasSameSizeAs(before);
    }

    /** One publish forgets a few; the rest of those that are due does not count, here and after a restart. */
    @Test
    void shouldStoreAgainWhenTheWindowIsOverAndManyAreStillToBeForgotten()
    {
        configure(10, 5_000);
        for (int i = 0; i < 3_000; i++)
        {
            publish("g" + i);
        }
        engine.pass(5 * SECOND);
        publish("young");
        engine.pass(5 * SECOND);

        publish("g2000");
        publish("g2000");
        assertThat(last()).isEqualTo(3_002);
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        publish("g2000");
        publish("young");
        publish("g2001");

        assertThat(last()).isEqualTo(3_003);
        assertThat(engine.engine().views().policies().forgottenGuids()).isZero();
    }

    @Test
    void shouldRememberTheNewestOnlyWhenTheirNumberIsLowered()
    {
        configure(10, 5_000);
        for (int i = 0; i < 3_000; i++)
        {
            publish("g" + i);
        }
        configure(10, 100);

        publish("g2900");
        assertThat(last()).isEqualTo(3_000);
        publish("g2899");

        assertThat(last()).isEqualTo(3_001);
        assertThat(engine.engine().views().policies().forgottenGuids()).isEqualTo(2_901);
    }

    @Test
    void shouldForgetWithTheChannelAndWithTheSetting()
    {
        publish("g1");
        final EngineLook.ChannelDetail channel = engine.engine().look().channel("orders");
        engine.apply(commands.deleteChannel(channel.channelId(), channel.epoch(), true));
        publish("g1");
        assertThat(last()).as("another channel").isEqualTo(1);

        configure(0, 100);
        publish("g1");
        configure(10, 100);
        publish("g1");

        assertThat(last()).isEqualTo(3);
    }

    @Test
    void shouldNotAskOtherChannels()
    {
        publish("g1");

        engine.apply(commands.guid("g1").publish("me", "bills", "x"));

        assertThat(engine.engine().look().channel("bills").last()).isEqualTo(1);
    }

    @Test
    void shouldRefuseStrangersAllTheSame()
    {
        publish("g1");

        assertThat(engine.apply(commands.guid("g1").publish("nobody", "orders", "x"))).contains(
            "publish refused 0 stan: invalid publish request");
    }

    private void configure(final long windowS, final int max)
    {
        engine.apply(commands.policies(new Policies(0, "", windowS * SECOND, max, 0), Map.of()));
    }

    private List<String> publish(final String guid)
    {
        return engine.apply(commands.guid(guid).publish("me", "orders", "x"));
    }

    private long last()
    {
        return engine.engine().look().channel("orders").last();
    }
}
