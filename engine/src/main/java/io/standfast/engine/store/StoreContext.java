package io.standfast.engine.store;

import java.nio.file.Path;

/**
 * Settings of a {@link MessageLog}. Owned by whoever creates the log; not changed afterwards.
 */
public final class StoreContext
{
    private Path directory;
    private int segmentCapacity = 64 * 1024 * 1024;
    private StoreProblems problems = text ->
    {
    };
    private boolean isHaltingOnDamage;
    private boolean isForcingEarly = true;

    /**
     * Directory of the store.
     *
     * @return directory.
     */
    public Path directory()
    {
        return directory;
    }

    /**
     * Directory of the store.
     *
     * @param value created when it does not exist.
     * @return this.
     */
    public StoreContext directory(final Path value)
    {
        directory = value;
        return this;
    }

    /**
     * Bytes of one segment; the same on every member and for ever.
     *
     * @return bytes.
     */
    public int segmentCapacity()
    {
        return segmentCapacity;
    }

    /**
     * Bytes of one segment; the same on every member and for ever.
     *
     * @param bytes a multiple of the page size, at least 256 KiB.
     * @return this.
     */
    public StoreContext segmentCapacity(final int bytes)
    {
        segmentCapacity = bytes;
        return this;
    }

    /**
     * Whom the file thread tells of what an operator should know.
     *
     * @return listener.
     */
    public StoreProblems problems()
    {
        return problems;
    }

    /**
     * Whom the file thread tells of what an operator should know.
     *
     * @param value called by the file thread.
     * @return this.
     */
    public StoreContext problems(final StoreProblems value)
    {
        problems = value;
        return this;
    }

    /**
     * Whether other members have the same segments: then a damaged record, which says nothing any more of what lives,
     * must not make this one copy other messages than they do.
     *
     * @return true if the engine ends when it meets one.
     */
    public boolean isHaltingOnDamage()
    {
        return isHaltingOnDamage;
    }

    /**
     * Whether other members have the same segments.
     *
     * @param value true if the engine is to end when what it copies is damaged.
     * @return this.
     */
    public StoreContext haltingOnDamage(final boolean value)
    {
        isHaltingOnDamage = value;
        return this;
    }

    /**
     * Whether segments are forced little by little while they are written.
     *
     * @return true if so; all at once when they are full or a snapshot is made durable otherwise.
     */
    public boolean isForcingEarly()
    {
        return isForcingEarly;
    }

    /**
     * Whether segments are forced little by little while they are written, because somebody waits for other forces of
     * the same disk.
     *
     * @param value true if so, which is the default.
     * @return this.
     */
    public StoreContext forcingEarly(final boolean value)
    {
        isForcingEarly = value;
        return this;
    }
}
