package io.standfast.engine.store;

/**
 * What could be made of the store's files, for another thread than the engine's as of a moment ago.
 *
 * @param deadSegments   segments in which nothing lives.
 * @param sparseSegments segments in which some messages live, and some do not.
 * @param messages       that live.
 * @param isNextPrepared whether the file is there that is written to behind the next snapshot.
 * @param keptBytes      of the newest file, when nothing in it is needed: it goes as soon as something is published.
 */
public record StoreRoom(int deadSegments, int sparseSegments, long messages, boolean isNextPrepared, long keptBytes)
{
    /** A store without anything in it. */
    public static final StoreRoom NONE = new StoreRoom(0, 0, 0, false, 0);
}
