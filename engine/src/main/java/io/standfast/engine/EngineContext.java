package io.standfast.engine;

import java.nio.file.Path;

import io.standfast.engine.store.StoreProblems;

/**
 * Settings and collaborators of an {@link Engine}. Owned by whoever creates the engine; not changed afterwards.
 */
public final class EngineContext
{
    /** Bytes of one store segment unless set otherwise. */
    public static final int SEGMENT_CAPACITY_DEFAULT = 64 * 1024 * 1024;

    private Path storeDirectory;
    private long incarnation;
    private int segmentCapacity = SEGMENT_CAPACITY_DEFAULT;
    private int supportedLevel = FeatureLevel.NEWEST;
    private EngineOutput output = EngineOutput.NOWHERE;
    private boolean isHaltingOnDamage;
    private boolean isForcingEarly = true;
    private StoreProblems problems = text ->
    {
    };
    private TimerScheduler timerScheduler = deadlineNs ->
    {
    };

    /**
     * Directory of the message store.
     *
     * @return directory.
     */
    public Path storeDirectory()
    {
        return storeDirectory;
    }

    /**
     * Directory of the message store.
     *
     * @param directory that exists or can be created.
     * @return this.
     */
    public EngineContext storeDirectory(final Path directory)
    {
        this.storeDirectory = directory;
        return this;
    }

    /**
     * Identity of the cluster that every command and snapshot must carry.
     *
     * @return incarnation.
     */
    public long incarnation()
    {
        return incarnation;
    }

    /**
     * Identity of the cluster that every command and snapshot must carry.
     *
     * @param value incarnation.
     * @return this.
     */
    public EngineContext incarnation(final long value)
    {
        this.incarnation = value;
        return this;
    }

    /**
     * Bytes of one store segment while the log has not said otherwise.
     *
     * @return bytes.
     */
    public int segmentCapacity()
    {
        return segmentCapacity;
    }

    /**
     * Bytes of one store segment while the log has not said otherwise.
     *
     * @param bytes capacity.
     * @return this.
     */
    public EngineContext segmentCapacity(final int bytes)
    {
        this.segmentCapacity = bytes;
        return this;
    }

    /**
     * Highest feature level that this node follows.
     *
     * @return level, from {@link FeatureLevel#FIRST} to {@link FeatureLevel#NEWEST}.
     */
    public int supportedLevel()
    {
        return supportedLevel;
    }

    /**
     * Highest feature level that this node follows.
     *
     * @param level from {@link FeatureLevel#FIRST} to {@link FeatureLevel#NEWEST}.
     * @return this.
     */
    public EngineContext supportedLevel(final int level)
    {
        this.supportedLevel = level;
        return this;
    }

    /**
     * The engine's way out.
     *
     * @return output.
     */
    public EngineOutput output()
    {
        return output;
    }

    /**
     * The engine's way out.
     *
     * @param value output.
     * @return this.
     */
    public EngineContext output(final EngineOutput value)
    {
        this.output = value;
        return this;
    }

    /**
     * Hears what is wrong with files of the store and does not stop the engine.
     *
     * @return problems.
     */
    public StoreProblems problems()
    {
        return problems;
    }

    /**
     * Hears what is wrong with files of the store and does not stop the engine; called by the file thread.
     *
     * @param value problems.
     * @return this.
     */
    public EngineContext problems(final StoreProblems value)
    {
        this.problems = value;
        return this;
    }

    /**
     * Where the engine asks for its timer.
     *
     * @return scheduler.
     */
    public TimerScheduler timerScheduler()
    {
        return timerScheduler;
    }

    /**
     * Where the engine asks for its timer.
     *
     * @param value scheduler.
     * @return this.
     */
    public EngineContext timerScheduler(final TimerScheduler value)
    {
        this.timerScheduler = value;
        return this;
    }

    /**
     * Whether the engine ends when a segment that it copies is damaged.
     *
     * @return true if so.
     */
    public boolean isHaltingOnDamage()
    {
        return isHaltingOnDamage;
    }

    /**
     * Whether the engine ends when a segment that it copies is damaged: it must where other members copy the same one,
     * and can get it from them.
     *
     * @param value true if so.
     * @return this.
     */
    public EngineContext haltingOnDamage(final boolean value)
    {
        isHaltingOnDamage = value;
        return this;
    }

    /**
     * Whether the store forces its segments little by little.
     *
     * @return true if so.
     */
    public boolean isForcingEarly()
    {
        return isForcingEarly;
    }

    /**
     * Whether the store forces its segments little by little, because clients wait for other forces of the same disk.
     *
     * @param value true if so, which is the default.
     * @return this.
     */
    public EngineContext forcingEarly(final boolean value)
    {
        isForcingEarly = value;
        return this;
    }
}
