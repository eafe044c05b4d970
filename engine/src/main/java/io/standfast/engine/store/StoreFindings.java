package io.standfast.engine.store;

import java.nio.file.Path;

/**
 * Hears what a {@link StoreDump} finds, in the order of the files. Called by its thread.
 */
public interface StoreFindings
{
    /**
     * A record, whole or not. Called only when each is to be shown.
     *
     * @param stored the record.
     */
    void onRecord(Stored stored);

    /**
     * Something is damaged.
     *
     * @param file   it is in.
     * @param offset of it, bytes.
     */
    void onDamage(Path file, int offset);

    /**
     * All files have been read.
     *
     * @param segments number of files.
     * @param records  that were found.
     * @param problems that were found.
     */
    void onEnd(int segments, long records, long problems);

    /**
     * One record.
     *
     * @param segment     number of its file.
     * @param offset      in the file, bytes.
     * @param channelId   of its channel.
     * @param epoch       of its channel.
     * @param sequence    in its channel.
     * @param timestampNs of the message.
     * @param logPosition of the command that wrote it.
     * @param payload     length of the message, bytes.
     * @param isIntact    whether its checksum is right.
     */
    record Stored(int segment, int offset, long channelId, long epoch, long sequence, long timestampNs,
        long logPosition, int payload, boolean isIntact)
    {
    }
}
