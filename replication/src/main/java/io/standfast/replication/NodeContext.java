package io.standfast.replication;

import java.nio.file.Path;

import io.standfast.replication.log.Outbox;

/**
 * Settings and collaborators of a {@link Node}. Not changed after the launch.
 */
public final class NodeContext
{
    /** Log since the last snapshot after which the next one is taken, bytes: replay stays around a second. */
    public static final long SNAPSHOT_INTERVAL_DEFAULT = 128L * 1024 * 1024;

    private Path dataDirectory;
    private String clusterId = "test-cluster";
    private boolean isFileSync = true;
    private long snapshotIntervalBytes = SNAPSHOT_INTERVAL_DEFAULT;
    private Outbox outbox;
    private Runnable gatewayDoorbell = () ->
    {
    };
    private NodeFailure failure = (reason, cause) ->
    {
        throw new IllegalStateException(reason, cause);
    };

    /**
     * Directory of all data.
     *
     * @return directory.
     */
    public Path dataDirectory()
    {
        return dataDirectory;
    }

    /**
     * Directory of all data.
     *
     * @param value created when it does not exist.
     * @return this.
     */
    public NodeContext dataDirectory(final Path value)
    {
        dataDirectory = value;
        return this;
    }

    /**
     * Name of the cluster.
     *
     * @return name.
     */
    public String clusterId()
    {
        return clusterId;
    }

    /**
     * Name of the cluster.
     *
     * @param value name.
     * @return this.
     */
    public NodeContext clusterId(final String value)
    {
        clusterId = value;
        return this;
    }

    /**
     * Whether an entry counts only when it has been forced to disk.
     *
     * @return true by default.
     */
    public boolean isFileSync()
    {
        return isFileSync;
    }

    /**
     * Whether an entry counts only when it has been forced to disk.
     *
     * @param value false to trade safety at a power loss for speed.
     * @return this.
     */
    public NodeContext fileSync(final boolean value)
    {
        isFileSync = value;
        return this;
    }

    /**
     * Log since the last snapshot after which the next one is taken.
     *
     * @return bytes.
     */
    public long snapshotIntervalBytes()
    {
        return snapshotIntervalBytes;
    }

    /**
     * Log since the last snapshot after which the next one is taken.
     *
     * @param bytes of log.
     * @return this.
     */
    public NodeContext snapshotIntervalBytes(final long bytes)
    {
        snapshotIntervalBytes = bytes;
        return this;
    }

    /**
     * Ring from the engine to the gateway.
     *
     * @return outbox.
     */
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * Ring from the engine to the gateway.
     *
     * @param value outbox.
     * @return this.
     */
    public NodeContext outbox(final Outbox value)
    {
        outbox = value;
        return this;
    }

    /**
     * Wakes the gateway.
     *
     * @return doorbell, called by any thread.
     */
    public Runnable gatewayDoorbell()
    {
        return gatewayDoorbell;
    }

    /**
     * Wakes the gateway.
     *
     * @param value doorbell, called by any thread.
     * @return this.
     */
    public NodeContext gatewayDoorbell(final Runnable value)
    {
        gatewayDoorbell = value;
        return this;
    }

    /**
     * Who hears that the node cannot go on.
     *
     * @return listener, called by any thread.
     */
    public NodeFailure failure()
    {
        return failure;
    }

    /**
     * Who hears that the node cannot go on.
     *
     * @param value listener, called by any thread.
     * @return this.
     */
    public NodeContext failure(final NodeFailure value)
    {
        failure = value;
        return this;
    }
}
