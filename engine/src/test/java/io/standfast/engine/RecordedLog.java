package io.standfast.engine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A log as the consensus module would record it, in a file: commands, timers and snapshots with position and time.
 * Owned by a test, read by the processes that replay it.
 */
final class RecordedLog
{
    static final byte COMMAND = 1;
    static final byte TIMER = 2;
    static final byte SNAPSHOT = 3;
    static final byte TERM = 4;
    /** A message of the Aeron door, behind the number of its session. */
    static final byte DOOR = 5;
    /** The end of a session, its number. */
    static final byte SESSION_END = 6;

    /**
     * One entry.
     *
     * @param kind        one of the above.
     * @param logPosition behind the entry.
     * @param timestampNs leader's clock.
     * @param command     bytes of a command, else empty.
     */
    record Entry(byte kind, long logPosition, long timestampNs, byte[] command)
    {
    }

    private RecordedLog()
    {
    }

    static void write(final Path file, final List<Entry> entries) throws IOException
    {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))))
        {
            for (final Entry entry : entries)
            {
                out.writeByte(entry.kind());
                out.writeLong(entry.logPosition());
                out.writeLong(entry.timestampNs());
                out.writeInt(entry.command().length);
                out.write(entry.command());
            }
        }
    }

    static List<Entry> read(final Path file) throws IOException
    {
        final List<Entry> entries = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file))))
        {
            while (true)
            {
                final byte kind = in.readByte();
                final long logPosition = in.readLong();
                final long timestampNs = in.readLong();
                final byte[] command = new byte[in.readInt()];
                in.readFully(command);
                entries.add(new Entry(kind, logPosition, timestampNs, command));
            }
        }
        catch (final EOFException ex)
        {
            return entries;
        }
    }
}
