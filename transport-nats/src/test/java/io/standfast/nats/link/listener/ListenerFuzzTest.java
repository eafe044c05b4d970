package io.standfast.nats.link.listener;

import java.io.IOException;

import org.junit.jupiter.api.Test;

/**
 * A short run of the fuzzer on every build; perf/fuzz makes it a long one.
 */
class ListenerFuzzTest
{
    private static final long INPUTS = Long.getLong("standfast.fuzz.inputs", 50_000);

    @Test
    void shouldServeTheBystanderWhateverOthersSend() throws IOException
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        System.out.println(
            "ListenerFuzzTest inputs " + INPUTS + " seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        try (ListenerFuzz fuzz = new ListenerFuzz(seed).start())
        {
            fuzz.run(INPUTS);
        }
    }
}
