package io.standfast.nats.link.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;

/**
 * Signs what the broker wants signed with the seed of an nkey. The seed is read each time and wiped; so it is not in
 * memory for long, and may be replaced while the server runs. Immutable; called by jnats' threads.
 */
public final class NkeySeedFile implements AuthHandler
{
    private static final int SEED_LETTERS = 58;

    private final Path file;

    /**
     * A seed that is not read yet.
     *
     * @param file that holds it.
     */
    public NkeySeedFile(final Path file)
    {
        this.file = file;
    }

    @Override
    public byte[] sign(final byte[] nonce)
    {
        final NKey key = key();
        try
        {
            return key.sign(nonce);
        }
        catch (final GeneralSecurityException | IOException ex)
        {
            throw new IllegalStateException("the nkey seed in " + file + " does not sign: " + ex.getMessage(), ex);
        }
        finally
        {
            key.clear();
        }
    }

    @Override
    public char[] getID()
    {
        final NKey key = key();
        try
        {
            return key.getPublicKey();
        }
        catch (final GeneralSecurityException | IOException ex)
        {
            throw new IllegalStateException("the nkey seed in " + file + " has no public key: " + ex.getMessage(), ex);
        }
        finally
        {
            key.clear();
        }
    }

    @Override
    public char[] getJWT()
    {
        return null;
    }

    /** Also how a file is found wrong before anything is connected. */
    private NKey key()
    {
        final byte[] bytes = read();
        final char[] seed = new char[SEED_LETTERS];
        try
        {
            final int begin = seedOffset(bytes);
            if (begin < 0)
            {
                throw new IllegalStateException(file + " holds no seed of a user's nkey: " + SEED_LETTERS +
                    " letters that begin with SU");
            }
            for (int i = 0; i < SEED_LETTERS; i++)
            {
                seed[i] = (char) bytes[begin + i];
            }
            return NKey.fromSeed(seed);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalStateException("the nkey seed in " + file + " is not whole: a letter is mistyped", ex);
        }
        finally
        {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(seed, '\0');
        }
    }

    private byte[] read()
    {
        try
        {
            return Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("the nkey seed file " + file + " cannot be read: " + ex, ex);
        }
    }

    private static int seedOffset(final byte[] bytes)
    {
        int length = 0;
        for (int i = 0; i < bytes.length; i++)
        {
            length = isLetter(bytes[i]) ? length + 1 : 0;
            final boolean isWhole = length >= SEED_LETTERS && (i + 1 == bytes.length || !isLetter(bytes[i + 1]));
            final int begin = i + 1 - SEED_LETTERS;
            if (isWhole && length == SEED_LETTERS && new String(bytes, begin, 2, US_ASCII).equals("SU"))
            {
                return begin;
            }
        }
        return -1;
    }

    private static boolean isLetter(final byte letter)
    {
        return letter >= 'A' && letter <= 'Z' || letter >= '2' && letter <= '7';
    }
}
