package io.standfast.engine.store;

/**
 * What a snapshot says of one segment. Immutable.
 *
 * @param segment         number.
 * @param usedLength      bytes up to the end of the last record.
 * @param count           records.
 * @param crc             over all records.
 * @param lastLogPosition newest of the records.
 */
record SegmentManifest(int segment, int usedLength, int count, int crc, long lastLogPosition)
{
    boolean isLike(final Segment found)
    {
        return found.usedLength() == usedLength && found.count() == count && found.crc() == crc;
    }
}
