package io.standfast.server.migrate;

/**
 * A running server that is backed up, any node of it. Asked by the thread that writes the backup; blocks, and throws
 * what it throws when there is no answer.
 */
public interface BackupServer
{
    /** Token of a catalog that has yet to be taken. */
    long NEW_CATALOG = 0;

    /**
     * A part of what there is at one position of the log.
     *
     * @param token which catalog, {@link #NEW_CATALOG} to take one.
     * @param from  channels that earlier parts had.
     * @return what {@link BackupCatalog#page} makes of it.
     */
    String catalog(long token, int from);

    /**
     * Messages of a channel.
     *
     * @param wanted which ones.
     * @return what {@link BackupBlock} makes of them.
     */
    String block(Wanted wanted);

    /**
     * Which messages are wanted. Immutable.
     *
     * @param incarnation that the data must be of.
     * @param position    of the log that the node must have reached.
     * @param channel     name of the channel.
     * @param epoch       of the channel.
     * @param from        sequence of the first one.
     * @param to          sequence of the last one.
     */
    record Wanted(long incarnation, long position, String channel, long epoch, long from, long to)
    {
    }
}
