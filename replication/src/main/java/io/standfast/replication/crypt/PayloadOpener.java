package io.standfast.replication.crypt;

import java.nio.ByteOrder;
import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.engine.store.StoredMessage;

/**
 * Opens payloads that a {@link PayloadSealer} has sealed, in this process or in another one with the same key. Owned by
 * one thread.
 */
public final class PayloadOpener
{
    /** Keys of sessions that are kept: each start of a gateway is one. */
    private static final int SESSIONS_LIMIT = 1024;
    /** Bytes of names that are looked at for one dead letter, so that no reply subject can keep a thread busy. */
    private static final int ORIGINS_LIMIT = 32 * 1024 * 1024;

    private static final String CHANGED = "it is encrypted, and is not what was encrypted for this channel: it has " +
        "been changed on the disk";

    private final MasterKey masterKey;
    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
    private final byte[] nonceBytes = new byte[AtRestCipher.NONCE_LENGTH];
    private final UnsafeBuffer nonce = new UnsafeBuffer(nonceBytes);
    private final UnsafeBuffer plain = new UnsafeBuffer(0, 0);
    private final Engine[] engines = new Engine[AtRestCipher.values().length];
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);
    private final Checksum checksum = new Checksum();
    private final DeadLetterOrigin origin = new DeadLetterOrigin();
    private byte[] plainBytes = new byte[0];
    private byte[] sealedBytes = new byte[0];
    private byte[] bound = new byte[0];
    private int boundLength;
    private int length;

    /**
     * An opener.
     *
     * @param masterKey of the operator, null for none: then everything that is sealed stays so.
     */
    public PayloadOpener(final MasterKey masterKey)
    {
        this.masterKey = masterKey;
    }

    /**
     * Open the payload of a record whose key id is not 0; the result is valid until the next call. A dead letter was
     * sealed for the channel that it was published to first, which its reply subject names.
     *
     * @param message     read from the store.
     * @param channelName of its channel.
     * @return this.
     * @throws SealedException when it cannot be opened, with the reason.
     */
    public PayloadOpener open(final StoredMessage message, final byte[] channelName) throws SealedException
    {
        cipher(message.keyId(), message.payloadLength());
        name.wrap(channelName);
        if (!isOpened(message, name, 0, channelName.length) && !isOpenedAsDeadLetter(message))
        {
            throw new SealedException(CHANGED, true);
        }
        return this;
    }

    private boolean isOpenedAsDeadLetter(final StoredMessage message) throws SealedException
    {
        final DirectBuffer buffer = message.buffer();
        int looked = 0;
        origin.of(buffer, message.replyOffset(), message.replyLength());
        while (looked < ORIGINS_LIMIT && origin.next())
        {
            looked += origin.length();
            if (isOpened(message, buffer, origin.offset(), origin.length()))
            {
                return true;
            }
        }
        return false;
    }

    private boolean isOpened(final StoredMessage message, final DirectBuffer names, final int nameOffset,
        final int nameLength) throws SealedException
    {
        // Which channel it is for can be told before anything is decrypted.
        if (message.nonceLow() != checksum.compute(names, nameOffset, nameLength))
        {
            return false;
        }
        bind(names, nameOffset, nameLength);
        return isOpened(message.keyId(), message.nonceHigh(), message.nonceLow(), message.buffer(), message
            .payloadOffset(), message.payloadLength());
    }

    void open(final int keyId, final long nonceHigh, final int nonceLow, final byte[] channelName,
        final DirectBuffer source, final int offset, final int bytes) throws SealedException
    {
        name.wrap(channelName);
        bind(name, 0, channelName.length);
        if (!isOpened(keyId, nonceHigh, nonceLow, source, offset, bytes))
        {
            throw new SealedException(CHANGED, true);
        }
    }

    /** With the name that is bound. */
    private boolean isOpened(final int keyId, final long nonceHigh, final int nonceLow, final DirectBuffer source,
        final int offset, final int bytes) throws SealedException
    {
        final AtRestCipher cipher = cipher(keyId, bytes);
        final int sealedLength = bytes - SealedLayout.SESSION_LENGTH;
        makeRoom(sealedLength);
        source.getBytes(offset + SealedLayout.SESSION_LENGTH, sealedBytes, 0, sealedLength);
        SealedLayout.keyId(bound, keyId);
        SealedLayout.nonce(nonce, nonceHigh, nonceLow);
        final Session session = session(cipher, source.getLong(offset, ByteOrder.BIG_ENDIAN), source.getLong(offset +
            Long.BYTES, ByteOrder.BIG_ENDIAN));
        try
        {
            final Cipher engine = engine(cipher).next(session, nonceHigh, nonceLow);
            engine.init(Cipher.DECRYPT_MODE, session.key, cipher.parameters(nonceBytes));
            engine.updateAAD(bound, 0, boundLength);
            length = engine.doFinal(sealedBytes, 0, sealedLength, plainBytes, 0);
            return true;
        }
        catch (final AEADBadTagException ex)
        {
            return false;
        }
        catch (final GeneralSecurityException ex)
        {
            throw new SealedException("it is encrypted, and Java does not decrypt it: " + ex);
        }
    }

    /**
     * The payload opened last.
     *
     * @return buffer that holds it from 0.
     */
    public DirectBuffer buffer()
    {
        return plain;
    }

    /**
     * The payload opened last.
     *
     * @return bytes.
     */
    public int length()
    {
        return length;
    }

    private AtRestCipher cipher(final int keyId, final int bytes) throws SealedException
    {
        if (masterKey == null)
        {
            throw new SealedException("it is encrypted, and this server has no key: start it with " +
                "NATS_STREAMING_ENCRYPTION_KEY");
        }
        if (!masterKey.isOf(keyId))
        {
            throw new SealedException("it is encrypted with another key than the one that this server has");
        }
        final AtRestCipher cipher = MasterKey.cipherOf(keyId);
        if (cipher == null || bytes < SealedLayout.OVERHEAD)
        {
            throw new SealedException("it is encrypted in a way that this build does not know");
        }
        return cipher;
    }

    private Engine engine(final AtRestCipher cipher)
    {
        final int index = cipher.ordinal();
        if (engines[index] == null)
        {
            engines[index] = new Engine();
        }
        return engines[index];
    }

    private Session session(final AtRestCipher cipher, final long high, final long low)
    {
        final Session known = sessions.get(high);
        if (known != null && known.low == low && known.cipher == cipher)
        {
            return known;
        }
        if (sessions.size() >= SESSIONS_LIMIT)
        {
            sessions.clear();
        }
        final Session session = new Session(cipher, high, low, masterKey.sessionKey(cipher, high, low));
        sessions.put(high, session);
        return session;
    }

    private void makeRoom(final int sealedLength)
    {
        if (sealedBytes.length < sealedLength)
        {
            sealedBytes = new byte[BitUtil.findNextPositivePowerOfTwo(sealedLength)];
            plainBytes = new byte[sealedBytes.length];
            plain.wrap(plainBytes);
        }
    }

    private void bind(final DirectBuffer names, final int nameOffset, final int nameLength)
    {
        boundLength = SealedLayout.BOUND_KEY_ID_LENGTH + nameLength;
        if (bound.length < boundLength)
        {
            bound = new byte[BitUtil.findNextPositivePowerOfTwo(boundLength)];
        }
        names.getBytes(nameOffset, bound, SealedLayout.BOUND_KEY_ID_LENGTH, nameLength);
    }

    /**
     * A session whose key has been derived.
     *
     * @param cipher of the session.
     * @param high   half of its number.
     * @param low    half of its number.
     * @param key    derived.
     */
    private record Session(AtRestCipher cipher, long high, long low, SecretKeySpec key)
    {
        private boolean isSame(final Session other)
        {
            return other != null && other.cipher == cipher && other.high == high && other.low == low;
        }
    }

    /**
     * A cipher takes no key and nonce twice in a row, not even to decrypt, and a message that is delivered again is
     * just that: then a new one is made.
     */
    private static final class Engine
    {
        private Cipher cipher;
        private Session session;
        private long nonceHigh;
        private int nonceLow;

        private Cipher next(final Session nextSession, final long nextHigh, final int nextLow)
        {
            if (cipher == null || nextSession.isSame(session) && nextHigh == nonceHigh && nextLow == nonceLow)
            {
                cipher = nextSession.cipher.newCipher();
            }
            session = nextSession;
            nonceHigh = nextHigh;
            nonceLow = nextLow;
            return cipher;
        }
    }
}
