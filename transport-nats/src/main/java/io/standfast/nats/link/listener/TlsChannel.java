package io.standfast.nats.link.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.agrona.CloseHelper;

/**
 * A socket whose bytes are encrypted: what is read from it and written to it here is plain. Records are taken apart and
 * put together in two buffers that all connections share; a connection has memory of its own, out of the listener's
 * budget, only for a record that is not whole, or not out. Owned by the gateway thread.
 */
final class TlsChannel implements ByteChannel
{
    /** Room that a read must have, so that a record of any length fits. */
    static final int READ_AHEAD = 20 * 1024;
    private static final int STASH_LIMIT = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final Scratch scratch;
    private final ByteQueue stashIn;
    private final ByteQueue stashOut;
    private boolean isEstablished;
    private boolean isTaskDue;
    private boolean isEnded;
    private boolean isFull;
    private boolean isRefused;

    /**
     * Before the handshake.
     *
     * @param channel of the client.
     * @param engine  of this connection.
     * @param scratch of the listener.
     * @param budget  of the listener.
     */
    TlsChannel(final SocketChannel channel, final SSLEngine engine, final Scratch scratch, final BufferBudget budget)
    {
        this.channel = channel;
        this.engine = engine;
        this.scratch = scratch;
        stashIn = new ByteQueue(STASH_LIMIT, budget);
        stashOut = new ByteQueue(STASH_LIMIT, budget);
    }

    /** Whether the handshake is over. */
    boolean isEstablished()
    {
        return isEstablished;
    }

    /** Whether a step of the handshake waits for another thread; until it is done nothing is read. */
    boolean isTaskDue()
    {
        return isTaskDue;
    }

    /** Whether there are bytes for which nobody need wait. */
    boolean hasInput()
    {
        return isFull && stashIn.length() > 0;
    }

    boolean hasOutput()
    {
        return stashOut.length() > 0;
    }

    long heldBytes()
    {
        return (long) stashIn.capacity() + stashOut.capacity();
    }

    void freeEmptyBuffers()
    {
        stashIn.freeWhenEmpty();
        stashOut.freeWhenEmpty();
    }

    /** The step that is due; to be run on another thread. */
    void runTask()
    {
        Runnable task = engine.getDelegatedTask();
        while (task != null)
        {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** It has been run. */
    void onTaskDone()
    {
        isTaskDue = false;
    }

    @Override
    public int read(final ByteBuffer target) throws IOException
    {
        isFull = false;
        if (isTaskDue)
        {
            return 0;
        }
        final ByteBuffer in = scratch.in;
        in.clear();
        if (isRefused)
        {
            // Nobody cares for it, but what is not read takes the reason with it when the socket is closed.
            return channel.read(in) < 0 ? -1 : 0;
        }
        unstash(in);
        if (!isEnded && channel.read(in) < 0)
        {
            isEnded = true;
        }
        in.flip();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)
        {
            answer();
        }
        final int before = target.position();
        final boolean isOpen = unwrapAll(in, target);
        stash(in, stashIn);
        final int bytes = target.position() - before;
        return bytes == 0 && (!isOpen || isEnded && !isTaskDue && !isFull) ? -1 : bytes;
    }

    private void unstash(final ByteBuffer in)
    {
        final int bytes = stashIn.length();
        if (bytes > 0)
        {
            stashIn.buffer().getBytes(stashIn.begin(), in, bytes);
            stashIn.consumed(stashIn.end());
        }
    }

    private boolean unwrapAll(final ByteBuffer in, final ByteBuffer target) throws IOException
    {
        while (true)
        {
            final SSLEngineResult result = unwrap(in, target);
            switch (result.getStatus())
            {
                case BUFFER_UNDERFLOW :
                    return true;

                case BUFFER_OVERFLOW :
                    isFull = true;
                    return true;

                case CLOSED :
                    isEnded = true;
                    return false;

                case OK :
                    if (!isReadOn(result.getHandshakeStatus(), in.hasRemaining()))
                    {
                        return true;
                    }
                    break;
            }
        }
    }

    private SSLEngineResult unwrap(final ByteBuffer in, final ByteBuffer target) throws IOException
    {
        try
        {
            return engine.unwrap(in, target);
        }
        catch (final RuntimeException ex)
        {
            throw broken(ex);
        }
    }

    /** What a client makes the engine stumble over is this client's end and nobody else's. */
    private static IOException broken(final RuntimeException ex)
    {
        return new IOException("TLS has failed: " + ex, ex);
    }

    private boolean isReadOn(final HandshakeStatus status, final boolean hasMore) throws IOException
    {
        switch (status)
        {
            case NEED_TASK :
                if (isEstablished && engine.getSession().getProtocol().equals("TLSv1.2"))
                {
                    throw new IOException("a client may not begin a second handshake");
                }
                isTaskDue = true;
                return false;

            case NEED_WRAP :
                answer();
                return hasMore && !isTaskDue;

            case FINISHED :
                isEstablished = true;
                return hasMore;

            case NOT_HANDSHAKING, NEED_UNWRAP, NEED_UNWRAP_AGAIN :
                return hasMore;
        }
        throw new IllegalStateException("unknown state of a handshake: " + status);
    }

    /** Say what the handshake wants said, as far as it is known. */
    private void answer() throws IOException
    {
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status == HandshakeStatus.NEED_WRAP)
        {
            status = wrap(NOTHING).getHandshakeStatus();
        }
        isEstablished |= status == HandshakeStatus.FINISHED;
        isTaskDue = status == HandshakeStatus.NEED_TASK;
    }

    @Override
    public int write(final ByteBuffer source) throws IOException
    {
        final int before = source.position();
        while (isEstablished && source.hasRemaining() && isOut())
        {
            final SSLEngineResult result = wrap(source);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED)
            {
                throw new ClosedChannelException();
            }
            if (result.bytesConsumed() + result.bytesProduced() == 0)
            {
                break;
            }
        }
        return source.position() - before;
    }

    /**
     * Write what waits in encrypted form.
     *
     * @return whether all of it is out.
     * @throws IOException when the client has gone.
     */
    boolean isOut() throws IOException
    {
        if (stashOut.length() > 0)
        {
            stashOut.writeTo(channel);
        }
        return stashOut.length() == 0;
    }

    private SSLEngineResult wrap(final ByteBuffer source) throws IOException
    {
        final ByteBuffer out = scratch.out;
        out.clear();
        final SSLEngineResult result;
        try
        {
            result = engine.wrap(source, out);
        }
        catch (final RuntimeException ex)
        {
            throw broken(ex);
        }
        out.flip();
        if (stashOut.length() == 0)
        {
            channel.write(out);
        }
        stash(out, stashOut);
        return result;
    }

    private static void stash(final ByteBuffer source, final ByteQueue stash) throws IOException
    {
        final int bytes = source.remaining();
        if (bytes > 0)
        {
            if (!stash.tryReserve(bytes))
            {
                throw new IOException("no memory left for what waits of a connection");
            }
            stash.buffer().putBytes(stash.end(), source, bytes);
            stash.appended(bytes);
        }
    }

    /**
     * Names in the client's certificate.
     *
     * @return names, empty when it has shown none.
     */
    List<String> certifiedNames()
    {
        try
        {
            return CertificateNames.of((X509Certificate) engine.getSession().getPeerCertificates()[0]);
        }
        catch (final SSLPeerUnverifiedException ex)
        {
            return List.of();
        }
    }

    @Override
    public boolean isOpen()
    {
        return channel.isOpen();
    }

    /** Says goodbye, if the socket takes it, so that the client knows that nothing was cut off. */
    @Override
    public void close()
    {
        // While another thread does a step the engine is locked, and nothing that is said is understood yet.
        if (!isTaskDue)
        {
            sayGoodbye();
        }
        CloseHelper.quietCloseAll(channel, stashIn, stashOut);
    }

    /**
     * The handshake has failed: tell the client why, and let it finish what it is saying.
     *
     * @return false when it cannot be told; else it is to be read on until it goes, or its time is over.
     */
    boolean tryRefuse()
    {
        sayGoodbye();
        if (isEnded || stashOut.length() > 0)
        {
            return false;
        }
        try
        {
            channel.shutdownOutput();
            isRefused = true;
        }
        catch (final IOException ex)
        {
            isEnded = true;
        }
        return isRefused;
    }

    private void sayGoodbye()
    {
        try
        {
            engine.closeOutbound();
            if (stashOut.length() == 0)
            {
                wrap(NOTHING);
            }
        }
        catch (final IOException ex)
        {
            // It has gone before.
            isEnded = true;
        }
    }

    /**
     * Where records are taken apart and put together.
     */
    static final class Scratch
    {
        private final ByteBuffer in;
        private final ByteBuffer out;

        /** For one thread. */
        Scratch()
        {
            // A record is at most 16 KiB and some 300 bytes; Java's engine wants room for 33 KiB of them in one place.
            in = ByteBuffer.allocateDirect(STASH_LIMIT);
            out = ByteBuffer.allocateDirect(STASH_LIMIT);
        }
    }
}
