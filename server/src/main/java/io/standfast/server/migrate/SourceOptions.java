package io.standfast.server.migrate;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How a source is read. Immutable.
 *
 * @param directory        of the store, as the original has it with -dir.
 * @param key              that its payloads are encrypted with, or null.
 * @param isTailDropped    whether a record that was cut off at a file's end is left out.
 * @param isMessagesOnly   whether durables are left out.
 * @param isTakenAsPlain   whether payloads that look encrypted are taken as they are.
 * @param notes            told what is odd and no reason to refuse.
 */
public record SourceOptions(Path directory, byte[] key, boolean isTailDropped, boolean isMessagesOnly,
    boolean isTakenAsPlain, Consumer<String> notes)
{
}
