package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A store that a real server has written, unpacked for a test. Owned by a test.
 */
public final class SampleStore
{
    /** Key of the encrypted ones. */
    public static final byte[] KEY = "mysecret".getBytes(US_ASCII);

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 11;
    private static final int TYPE_OFFSET = 156;

    private final Path root;
    private final List<String> notes = new ArrayList<>();

    private SampleStore(final Path root)
    {
        this.root = root;
    }

    /**
     * Unpack.
     *
     * @param name      of the sample.
     * @param directory to unpack to.
     * @return sample.
     */
    public static SampleStore unpack(final String name, final Path directory)
    {
        try (InputStream packed = SampleStore.class.getResourceAsStream("/nss-file-store/" + name + ".tar.gz");
            InputStream tar = new ByteArrayInputStream(new GZIPInputStream(packed).readAllBytes()))
        {
            byte[] header = tar.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0)
            {
                final Path file = directory.resolve(new String(header, 0, NAME_LENGTH, US_ASCII).replace("\0", ""));
                final int size = Integer.parseInt(new String(header, SIZE_OFFSET, SIZE_LENGTH, US_ASCII), 8);
                final byte[] content = tar.readNBytes(size);
                tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                if (header[TYPE_OFFSET] == '0')
                {
                    Files.createDirectories(file.getParent());
                    Files.write(file, content);
                }
                header = tar.readNBytes(BLOCK);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return new SampleStore(directory.resolve(name));
    }

    /** Directory of the store. */
    public Path store()
    {
        return root.resolve("store");
    }

    /** SHA-256 of all payloads of a channel. */
    String expectedPayloads(final String channel)
    {
        try
        {
            final Matcher matcher = Pattern.compile("\"" + Pattern.quote(channel) +
                "\":\\{\"published\":\\d+,\"payload_sha256_of_all_in_order\":\"([0-9a-f]+)\"")
                .matcher(Files.readString(root.resolve("expected.json"), UTF_8));
            if (!matcher.find())
            {
                throw new AssertionError("no channel " + channel);
            }
            return matcher.group(1);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    List<String> notes()
    {
        return notes;
    }

    SourceOptions options()
    {
        return options(null, false);
    }

    SourceOptions options(final byte[] key, final boolean isTailDropped)
    {
        return new SourceOptions(store(), key == null ? null : key.clone(), isTailDropped, false, false, notes::add);
    }

    /** Remove a channel. */
    void remove(final String channel)
    {
        try
        {
            for (final Path file : Files.list(store().resolve(channel)).toList())
            {
                Files.delete(file);
            }
            Files.delete(store().resolve(channel));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
