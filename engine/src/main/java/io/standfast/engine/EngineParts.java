package io.standfast.engine;

/**
 * Parts of the engine that several handlers share.
 *
 * @param clock     engine time.
 * @param deadlines of everything.
 * @param retention of all channels.
 * @param output    the way out.
 * @param features  rules that are followed.
 * @param policies  what policies have in common.
 */
record EngineParts(EngineClock clock, DeadlineHeap deadlines, Retention retention, EngineOutput output,
    FeatureLevel features, PolicyState policies)
{
}
