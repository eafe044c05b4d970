package io.standfast.engine.store;

/**
 * Takes the segment manifest, entry by entry, by ascending number.
 */
@FunctionalInterface
public interface SegmentConsumer
{
    /**
     * A sealed segment that holds live records.
     *
     * @param segment         number.
     * @param usedLength      bytes up to the end of the last record.
     * @param count           records.
     * @param crc             over lengths and checksums of all records in their order.
     * @param lastLogPosition of the last record.
     */
    void onSegment(int segment, int usedLength, int count, int crc, long lastLogPosition);
}
