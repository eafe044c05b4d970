package io.standfast.server.migrate;

import io.standfast.engine.store.StoredMessage;

/**
 * Messages of a channel that follow one another, as lines of a backup. Owned by one thread.
 */
public final class BackupBlock
{
    private final String channel;
    private final SourceMessage message;
    private final StringBuilder lines = new StringBuilder();

    /**
     * A block without messages.
     *
     * @param channel of the messages.
     * @param message that shows them one after the other.
     */
    public BackupBlock(final String channel, final StoredMessage message)
    {
        this(channel, new StoredSource(message));
    }

    BackupBlock(final String channel, final SourceMessage message)
    {
        this.channel = channel;
        this.message = message;
    }

    /** Add the message that is shown now. */
    public void add()
    {
        lines.append(JsonText.message(channel, message)).append('\n');
    }

    /**
     * Characters of all lines so far.
     *
     * @return number.
     */
    public int length()
    {
        return lines.length();
    }

    /**
     * The whole block.
     *
     * @param first sequence of the oldest message that is stored now.
     * @return lines: one that says so, then the messages.
     */
    public String text(final long first)
    {
        return "{\"type\":\"block\",\"first_seq\":" + first + "}\n" + lines;
    }

    /**
     * Instead of a block of a channel that is gone.
     *
     * @param channel of the messages.
     * @param epoch   of the one that has its name now, 0 for none.
     * @return line.
     */
    public static String gone(final String channel, final long epoch)
    {
        return JsonText.gone(channel, epoch) + "\n";
    }
}
