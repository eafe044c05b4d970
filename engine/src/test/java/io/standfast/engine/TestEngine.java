package io.standfast.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A real engine over a real store, driven by hand: log position, time and timer are the test's. Owned by a test.
 */
final class TestEngine implements AutoCloseable
{
    static final int SEGMENT_CAPACITY = 512 * 1024;

    private final Path directory;
    private final OutputRecorder output = new OutputRecorder();
    private final List<byte[]> snapshot = new ArrayList<>();
    private Engine engine;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;
    private long timerNs = Long.MAX_VALUE;
    private int supportedLevel = FeatureLevel.NEWEST;

    TestEngine(final Path directory)
    {
        this.directory = directory;
        open();
        engine.start();
    }

    OutputRecorder output()
    {
        return output;
    }

    List<String> apply(final byte[] command)
    {
        logPosition += command.length;
        engine.apply(new UnsafeBuffer(command), 0, command.length, logPosition, nowNs);
        return output.take();
    }

    /** What the engine says to a message of the Aeron door. */
    List<String> applyDoor(final long sessionId, final byte[] message)
    {
        isTaken(sessionId, message);
        return output.take();
    }

    boolean isTaken(final long sessionId, final byte[] message)
    {
        return isTaken(sessionId, message, 0);
    }

    /** As in a term buffer: something else lies before and behind the message. */
    boolean isTaken(final long sessionId, final byte[] message, final int around)
    {
        final int margin = 32;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[message.length + 2 * margin]);
        buffer.setMemory(0, buffer.capacity(), (byte) around);
        buffer.putBytes(margin, message);
        logPosition += message.length;
        return engine.applyDoor(sessionId, buffer, margin, message.length, logPosition, nowNs);
    }

    List<String> closeSession(final long sessionId)
    {
        logPosition += 64;
        engine.onSessionClosed(sessionId, logPosition, nowNs);
        return output.take();
    }

    /**
     * Let time pass; the timer fires as often as it is due on the way.
     *
     * @param ns to pass.
     * @return what the engine said.
     */
    List<String> pass(final long ns)
    {
        final long endNs = nowNs + ns;
        while (timerNs <= endNs)
        {
            nowNs = Math.max(nowNs, timerNs);
            timerNs = Long.MAX_VALUE;
            logPosition += 64;
            engine.onTimer(logPosition, nowNs);
        }
        nowNs = endNs;
        return output.take();
    }

    /**
     * Another leader, whose clock says something else, begins its term.
     *
     * @param aheadNs of the clock of before.
     */
    void newTerm(final long aheadNs)
    {
        nowNs += aheadNs;
        timerNs = Long.MAX_VALUE;
        engine.onNewTerm();
    }

    long nowNs()
    {
        return nowNs;
    }

    List<byte[]> takeSnapshot()
    {
        snapshot.clear();
        engine.takeSnapshot((buffer, offset, length) ->
        {
            final byte[] message = new byte[length];
            buffer.getBytes(offset, message);
            snapshot.add(message);
        }, logPosition);
        return new ArrayList<>(snapshot);
    }

    /**
     * Close and come back from the last snapshot; what was applied after it is gone.
     */
    void restartFromSnapshot()
    {
        restartFrom(snapshot);
    }

    /** The same with a snapshot of the test's. */
    void restartFrom(final List<byte[]> messages)
    {
        engine.close();
        open();
        for (final byte[] message : messages)
        {
            engine.restore(new UnsafeBuffer(message), 0, message.length);
        }
    }

    /** Holds from the next start on. */
    void supportedLevel(final int level)
    {
        supportedLevel = level;
    }

    Engine engine()
    {
        return engine;
    }

    @Override
    public void close()
    {
        engine.close();
    }

    private void open()
    {
        timerNs = Long.MAX_VALUE;
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(Commands.INCARNATION)
            .segmentCapacity(SEGMENT_CAPACITY).supportedLevel(supportedLevel).output(output)
            .timerScheduler(ns -> timerNs = ns));
        engine.open();
    }
}
