package io.standfast.server.cli;

import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.SourceOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * How another server's store is to be read; the same for all commands that do. Owned by its command.
 */
final class SourceArguments
{
    static final String KEY_VARIABLE = "NATS_STREAMING_ENCRYPTION_KEY";

    // @formatter:off
    @Option(names = "--key-file", paramLabel = "FILE",
        description = "File with the key of an encrypted store; else it is taken from " + KEY_VARIABLE + ".")
    private Path keyFile;
    @Option(names = "--truncate-bad-tail",
        description = "Leave out what was cut off at the end of a file, as -file_truncate_bad_eof did.")
    private boolean isTailDropped;
    @Option(names = "--messages-only",
        description = "Take no durables: for the store of a cluster's member, which holds none.")
    private boolean isMessagesOnly;
    @Option(names = "--as-is", description = "Take payloads that look encrypted as they are.")
    private boolean isTakenAsPlain;
    // @formatter:on

    /**
     * What was asked for.
     *
     * @param directory of the store.
     * @param err       for what is odd, once each.
     * @return options.
     * @throws IOException when the key cannot be read.
     */
    SourceOptions options(final Path directory, final PrintWriter err) throws IOException
    {
        final Set<String> said = new HashSet<>();
        return new SourceOptions(directory, isTakenAsPlain ? null : key(), isTailDropped, isMessagesOnly,
            isTakenAsPlain, note ->
            {
                if (said.add(note))
                {
                    err.println("note: " + note);
                }
            });
    }

    private byte[] key() throws IOException
    {
        if (keyFile != null)
        {
            final byte[] bytes = Files.readAllBytes(keyFile);
            final int end = new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing().length();
            if (end == 0)
            {
                throw new IOException(keyFile + " is empty");
            }
            return Arrays.copyOf(bytes, end);
        }
        final String variable = System.getenv(KEY_VARIABLE);
        return variable == null || variable.isEmpty() ? null : variable.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What does not come along, for a person.
     *
     * @param plan of the source.
     * @return line, empty when all comes along.
     */
    static String left(final MigrationPlan plan)
    {
        final int others = plan.channels().stream().mapToInt(each -> each.others()).sum();
        return plan.clients() == 0 && others == 0 ? ""
            : "left behind: " + plan.clients() + " client registrations, " + others +
                " subscriptions that are not durable; clients make both again when they reconnect";
    }
}
