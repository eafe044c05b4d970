package io.standfast.server.migrate;

import java.util.List;

/**
 * What a source holds, all of it read and checked. Immutable.
 *
 * @param clusterId   of the server, empty when the store does not say.
 * @param clients     that were registered; they do not come along.
 * @param channels    in the order of their names.
 * @param lastEpoch   highest that a channel ever had, 0 when the source has none.
 * @param fingerprint of the source's files.
 */
public record MigrationPlan(String clusterId, int clients, List<ChannelPlan> channels, long lastEpoch,
    String fingerprint)
{
    /** Log, snapshots and a segment in preparation, as long as messages come in. */
    private static final long DISK_BASE = 768L * 1024 * 1024;
    private static final int RECORD_OVERHEAD = 96;

    /**
     * Disk that is needed at most.
     *
     * @return bytes.
     */
    public long neededBytes()
    {
        return DISK_BASE + payloadBytes() + RECORD_OVERHEAD * messages();
    }

    /**
     * Messages of all channels.
     *
     * @return number.
     */
    public long messages()
    {
        return channels.stream().mapToLong(each -> each.total().messages()).sum();
    }

    /**
     * Key that messages are encrypted at rest with.
     *
     * @return id of the key, 0 when all are plain.
     */
    public int keyId()
    {
        return channels.stream().mapToInt(each -> each.total().keyId()).filter(each -> each != 0).findFirst().orElse(0);
    }

    /**
     * Payloads of all messages.
     *
     * @return bytes.
     */
    public long payloadBytes()
    {
        return channels.stream().mapToLong(each -> each.total().payloadBytes()).sum();
    }

    /**
     * Durables and durable queue groups of all channels.
     *
     * @return number.
     */
    public int durables()
    {
        return channels.stream().mapToInt(each -> each.durables().size()).sum();
    }
}
