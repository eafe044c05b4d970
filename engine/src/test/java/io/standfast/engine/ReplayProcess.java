package io.standfast.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process that replays a recorded log over a store of its own, as a member does: from its newest snapshot, if there
 * is one. Says how far it is, so that a test can kill it.
 */
public final class ReplayProcess
{
    private static final int PROGRESS_INTERVAL = 50;

    private final Path directory;
    private final List<RecordedLog.Entry> entries;

    private ReplayProcess(final Path directory, final List<RecordedLog.Entry> entries)
    {
        this.directory = directory;
        this.entries = entries;
    }

    /**
     * Replay.
     *
     * @param arguments log file and directory.
     * @throws IOException when a file cannot be read or written.
     */
    public static void main(final String[] arguments) throws IOException
    {
        final Path directory = Path.of(arguments[1]);
        Files.createDirectories(directory);
        new ReplayProcess(directory, RecordedLog.read(Path.of(arguments[0]))).run();
    }

    static Path store(final Path directory)
    {
        return directory.resolve("store");
    }

    static Path snapshot(final Path directory)
    {
        return directory.resolve("snapshot");
    }

    private void run() throws IOException
    {
        try (Engine engine = new Engine(new EngineContext().storeDirectory(store(directory))
            .incarnation(Commands.INCARNATION).segmentCapacity(TestEngine.SEGMENT_CAPACITY)))
        {
            engine.open();
            for (int i = restore(engine); i < entries.size(); i++)
            {
                apply(engine, entries.get(i), i);
                if (i % PROGRESS_INTERVAL == 0)
                {
                    System.out.println(i);
                }
            }
        }
        System.out.println("done");
    }

    private int restore(final Engine engine) throws IOException
    {
        if (!Files.exists(snapshot(directory)))
        {
            engine.start();
            return 0;
        }
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(snapshot(directory)));
        final int next = content.getInt() + 1;
        while (content.hasRemaining())
        {
            final byte[] message = new byte[content.getInt()];
            content.get(message);
            engine.restore(new UnsafeBuffer(message), 0, message.length);
        }
        System.out.println("restored " + next);
        return next;
    }

    private void apply(final Engine engine, final RecordedLog.Entry entry, final int index) throws IOException
    {
        switch (entry.kind())
        {
            case RecordedLog.COMMAND :
                engine.apply(new UnsafeBuffer(entry.command()), 0, entry.command().length, entry.logPosition(),
                    entry.timestampNs());
                break;
            case RecordedLog.TIMER :
                engine.onTimer(entry.logPosition(), entry.timestampNs());
                break;
            case RecordedLog.DOOR :
                final UnsafeBuffer message = new UnsafeBuffer(entry.command());
                engine.applyDoor(message.getLong(0), message, Long.BYTES, message.capacity() - Long.BYTES, entry
                    .logPosition(), entry.timestampNs());
                break;
            case RecordedLog.SESSION_END :
                engine.onSessionClosed(new UnsafeBuffer(entry.command()).getLong(0), entry.logPosition(), entry
                    .timestampNs());
                break;
            case RecordedLog.TERM :
                engine.onNewTerm();
                break;
            default :
                takeSnapshot(engine, entry.logPosition(), index);
                break;
        }
    }

    private void takeSnapshot(final Engine engine, final long logPosition, final int index) throws IOException
    {
        final List<byte[]> messages = new ArrayList<>();
        engine.takeSnapshot((buffer, offset, length) ->
        {
            final byte[] message = new byte[length];
            buffer.getBytes(offset, message);
            messages.add(message);
        }, logPosition);
        final ByteBuffer content = ByteBuffer.allocate(Integer.BYTES + messages.stream()
            .mapToInt(message -> Integer.BYTES + message.length).sum());
        content.putInt(index);
        messages.forEach(message -> content.putInt(message.length).put(message));
        // Every snapshot is compared, the one that was taken last also byte for byte.
        final CRC32C crc = new CRC32C();
        crc.update(content.array());
        Files.createDirectories(directory.resolve("digests"));
        Files.writeString(directory.resolve("digests").resolve(Integer.toString(index)),
            Long.toHexString(crc.getValue()));
        final Path temporary = directory.resolve("snapshot.tmp");
        Files.write(temporary, content.array());
        Files.move(temporary, snapshot(directory), StandardCopyOption.ATOMIC_MOVE);
        engine.log().force();
        engine.log().onSnapshotDurable(logPosition);
        engine.log().doFileWork(true);
    }
}
