package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.standfast.engine.store.StoreReader;
import io.standfast.replication.Node;
import io.standfast.replication.NodeContext;
import io.standfast.replication.log.Outbox;
import io.standfast.server.migrate.FileStoreSource;
import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.MigrationProgress;
import io.standfast.server.migrate.MigrationSession;
import io.standfast.server.migrate.SampleStore;
import io.standfast.server.migrate.SourceOptions;

/**
 * A real node that holds what a real server had written. Owned by the test's thread.
 */
final class SampleNode implements AutoCloseable
{
    /** A location at which no message lies. */
    static final long NOWHERE = 0x7FFF_0000_0000_0040L;

    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final MigrationPlan plan;
    private final Node node;

    private SampleNode(final MigrationPlan plan, final Node node)
    {
        this.plan = plan;
        this.node = node;
    }

    /** Import the store, launch a node on it, and wait until it has read it. */
    static SampleNode launch(final Path directory)
    {
        final Path data = directory.resolve("data");
        try (FileStoreSource source = FileStoreSource.open(new SourceOptions(SampleStore.unpack("plain", directory)
            .store(), null, false, false, false, note ->
            {
            })))
        {
            final MigrationPlan plan = source.plan(MigrationProgress.NONE);
            new MigrationSession(source, plan, data, "", MigrationProgress.NONE).run();
            final SampleNode launched = new SampleNode(plan, Node.launch(new NodeContext().dataDirectory(data)
                .clusterId("test-cluster").fileSync(false).outbox(new Outbox(Outbox.CAPACITY_MIN))));
            await(launched::isReady);
            return launched;
        }
    }

    private boolean isReady()
    {
        return node.service() != null && node.service().ask(each -> each.look().channel("orders"), 2_000) != null;
    }

    static void await(final BooleanSupplier condition)
    {
        final long beginNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertThat(System.nanoTime() - beginNs).isLessThan(DEADLINE_NS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    Node node()
    {
        return node;
    }

    /** What was imported. */
    MigrationPlan plan()
    {
        return plan;
    }

    AdminEngine engine()
    {
        return new AdminEngine(() -> node, null, () -> true, () -> null);
    }

    StoreReader newReader()
    {
        return node.engine().log().newReader();
    }

    @Override
    public void close()
    {
        node.close();
    }
}
