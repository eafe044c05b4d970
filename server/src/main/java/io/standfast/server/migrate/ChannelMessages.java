package io.standfast.server.migrate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Iterator;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.legacy.LegacyMessage;
import io.standfast.codecs.legacy.LegacyRecordReader;

/**
 * Goes over the messages of one channel in the original's store, in order, decrypted, and checks all that can be
 * checked. Owned by one thread.
 */
final class ChannelMessages implements SourceMessages
{
    private static final byte[] NONE = new byte[0];

    private final SourceChannel channel;
    private final SourceOptions options;
    private final byte[] name;
    private final PayloadCipher cipher;
    private final Iterator<Path> slices;
    private final LegacyMessage message = new LegacyMessage();
    private final UnsafeBuffer plain = new UnsafeBuffer(NONE);
    private LegacyFile file;
    private SliceIndex index;
    private long last;
    private boolean isDecrypted;
    private long doneBytes;

    ChannelMessages(final SourceChannel channel, final SourceOptions options)
    {
        this.channel = channel;
        this.options = options;
        name = channel.name().getBytes(StandardCharsets.UTF_8);
        cipher = options.key() == null ? null : new PayloadCipher(options.key(), channel.name());
        slices = channel.slices().iterator();
    }

    @Override
    public boolean next()
    {
        while (file == null || !file.next())
        {
            if (file != null)
            {
                endSlice();
            }
            if (!slices.hasNext())
            {
                return false;
            }
            beginSlice(slices.next());
        }
        onRecord();
        return true;
    }

    private void beginSlice(final Path slice)
    {
        file = LegacyFile.open(slice, false);
        index = SliceIndex.open(slice, options.notes());
    }

    private void endSlice()
    {
        final long missing = index.missing(file);
        if (file.isTorn() || missing > 0)
        {
            final String what = (file.isTorn() ? file.tornText() : file.file() + " at " + file.position() +
                ": the file ends here") + (missing == 0 ? "" : "; its index has " + missing + " more messages");
            if (!channel.isNewest(file.file()))
            {
                throw MigrationException.damaged(what + "; other files follow, so it is not where the server stopped");
            }
            if (!options.isTailDropped())
            {
                throw MigrationException.damaged(what + ". Messages are lost; with --truncate-bad-tail all before it " +
                    "is taken");
            }
            options.notes().accept(what + ": left out");
        }
        doneBytes += file.size();
        close();
    }

    private void onRecord()
    {
        final LegacyRecordReader record = file.record();
        if (!message.wrap(file.buffer(), record.payloadOffset(), record.payloadLength()))
        {
            throw file.damaged("the record is no message");
        }
        if (!Arrays.equals(message.subject(), name))
        {
            throw file.damaged("message " + message.sequence() + " is of channel \"" + new String(message.subject(),
                StandardCharsets.UTF_8) + "\"");
        }
        if (last != 0 && message.sequence() != last + 1)
        {
            throw file.damaged("message out of order: channel=" + channel.name() + " expected=" + (last + 1) +
                " actual=" + message.sequence());
        }
        last = message.sequence();
        index.onMessage(last, file.position());
        decrypt();
    }

    private void decrypt()
    {
        isDecrypted = false;
        if (cipher == null)
        {
            return;
        }
        try
        {
            final byte[] text = cipher.decrypt(message.buffer(), message.dataOffset(), message.dataLength());
            if (text != null)
            {
                plain.wrap(text);
                isDecrypted = true;
            }
        }
        catch (final GeneralSecurityException ex)
        {
            throw file.damaged("message " + last + " of channel " + channel.name() + " cannot be decrypted: the key " +
                "is another one, or it is a plain message that begins with byte 1 or 2 (" + ex.getMessage() + ")");
        }
    }

    /**
     * Whether the payload, as it is stored, may be encrypted.
     *
     * @return false when it is plain for sure.
     */
    boolean isLikeCiphertext()
    {
        return PayloadCipher.isLikeCiphertext(message.buffer(), message.dataOffset(), message.dataLength());
    }

    /**
     * Bytes of the files that have been read.
     *
     * @return bytes.
     */
    long doneBytes()
    {
        return doneBytes + (file == null ? 0 : file.position());
    }

    @Override
    public long sequence()
    {
        return last;
    }

    @Override
    public long timestampNs()
    {
        return message.timestampNs();
    }

    @Override
    public byte[] reply()
    {
        if (message.replyLength() == 0)
        {
            return NONE;
        }
        final byte[] reply = new byte[message.replyLength()];
        message.buffer().getBytes(message.replyOffset(), reply);
        return reply;
    }

    @Override
    public DirectBuffer buffer()
    {
        return isDecrypted ? plain : message.buffer();
    }

    @Override
    public int payloadOffset()
    {
        return isDecrypted ? 0 : message.dataOffset();
    }

    @Override
    public int payloadLength()
    {
        return isDecrypted ? plain.capacity() : message.dataLength();
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(file, index);
        file = null;
        index = null;
    }
}
