package io.standfast.server.migrate;

import java.util.List;

/**
 * What a backup holds. Immutable.
 *
 * @param position  of the log whose state it is.
 * @param takenNs   when that was, Unix ns.
 * @param channels  number of them.
 * @param messages  number of them.
 * @param durables  durables and durable queue groups.
 * @param bytes     of the file.
 * @param removed   messages that limits or orders removed while they were backed up, and that are not in it.
 * @param gone      channels that were deleted while they were backed up, and are not in it.
 * @param isResumed whether it went on with what was there.
 */
public record BackupReport(long position, long takenNs, int channels, long messages, int durables, long bytes,
    long removed, List<String> gone, boolean isResumed)
{
}
