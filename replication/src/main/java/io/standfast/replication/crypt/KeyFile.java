package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file in a data directory that tells which key its messages are encrypted with: it holds the key's check value,
 * or, after a restore without the key, its name, and nothing that helps to find the key. Owned by the thread that
 * launches.
 */
public final class KeyFile
{
    /** Name of the file. */
    public static final String NAME = "ENCRYPTION";
    private static final String NAMED = "key ";

    private final Path file;

    /**
     * The file, there or not.
     *
     * @param directory of all data.
     */
    public KeyFile(final Path directory)
    {
        file = directory.resolve(NAME);
    }

    /**
     * Data that was written with a key is not served without it, nor with another one. Changes nothing.
     *
     * @param key that was given, or null.
     * @return why not, null when the key is right, or nothing is known to be encrypted.
     * @throws IOException when the file cannot be read.
     */
    public String refusal(final MasterKey key) throws IOException
    {
        if (!Files.exists(file) || key != null && isOf(key, Files.readString(file, US_ASCII).strip()))
        {
            return null;
        }
        return "the data directory " + file.getParent() + (key == null
            ? " holds encrypted messages: give their key in the environment variable NATS_STREAMING_ENCRYPTION_KEY " +
                "(with -encrypt for new messages to be encrypted, too); nothing was changed"
            : " holds messages that are encrypted with another key: give the key that they were encrypted with; " +
                "nothing was changed");
    }

    private static boolean isOf(final MasterKey key, final String text)
    {
        return text.equals(key.check()) || text.equals(NAMED + key.name());
    }

    /**
     * From now on the directory is for this key only.
     *
     * @param key that messages will be encrypted with.
     * @throws IOException when the file cannot be written.
     */
    public void remember(final MasterKey key) throws IOException
    {
        if (!Files.exists(file) || !Files.readString(file, US_ASCII).strip().equals(key.check()))
        {
            write(key.check());
        }
    }

    /**
     * The directory has messages whose key is not at hand; the first start with it knows more.
     *
     * @param keyId of the messages.
     * @throws IOException when the file cannot be written.
     */
    public void rememberName(final int keyId) throws IOException
    {
        if (!Files.exists(file))
        {
            write(NAMED + MasterKey.nameOf(keyId));
        }
    }

    private void write(final String text) throws IOException
    {
        final Path fresh = file.resolveSibling(NAME + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(US_ASCII)));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ))
        {
            directory.force(true);
        }
    }
}
