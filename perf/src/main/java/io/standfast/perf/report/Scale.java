package io.standfast.perf.report;

/**
 * How much a rig measures.
 */
public enum Scale
{
    /** What a figure is quoted from. */
    FULL,
    /** A first look. */
    QUICK,
    /** Whether it starts at all; its figures mean nothing. */
    SMOKE
}
