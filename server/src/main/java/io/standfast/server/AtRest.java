package io.standfast.server;

import java.io.IOException;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreReader;
import io.standfast.replication.crypt.KeyFile;
import io.standfast.replication.crypt.PayloadOpener;
import io.standfast.replication.crypt.PayloadSealer;
import io.standfast.replication.peer.KeyAgreement;
import io.standfast.server.config.Settings;

/**
 * Encryption at rest of one server: which key its data directory is for, and what seals and opens payloads. Used by the
 * server's thread.
 */
final class AtRest
{
    private static final Logger LOG = LoggerFactory.getLogger(AtRest.class);

    private final Settings.Encryption settings;
    private final Path directory;

    AtRest(final Settings.Encryption settings, final Path directory)
    {
        this.settings = settings;
        this.directory = directory;
    }

    /** Data that was written with a key is not served without it, nor with another one. Changes nothing. */
    void require()
    {
        try
        {
            final String refusal = new KeyFile(directory).refusal(settings.key());
            if (refusal != null)
            {
                throw new ServerException(ExitCode.NOT_STARTED, refusal);
            }
        }
        catch (final IOException ex)
        {
            throw failed(ex);
        }
    }

    /** For members to compare; 0 without a key. */
    long checkNumber()
    {
        return settings.key() == null ? 0 : KeyAgreement.said(settings.key().checkNumber(), settings.isOn());
    }

    /**
     * A new session for the gateway. The directory is locked by now, and none of its messages is encrypted before.
     *
     * @return sealer; null when new messages stay plain.
     */
    PayloadSealer newSealer()
    {
        if (settings.key() != null)
        {
            remember();
        }
        return settings.isOn() ? new PayloadSealer(settings.key(), settings.cipher()) : null;
    }

    /** What the gateway reads from and seals with. */
    StoreSource newSource(final StoreReader reader)
    {
        return new StoreSource(reader, newOpener(), newSealer());
    }

    /** For one thread that reads the store. */
    PayloadOpener newOpener()
    {
        return new PayloadOpener(settings.key());
    }

    private void remember()
    {
        try
        {
            new KeyFile(directory).remember(settings.key());
        }
        catch (final IOException ex)
        {
            throw failed(ex);
        }
        if (settings.isOn())
        {
            LOG.info("Encryption at rest: on, new messages with {}", settings.cipher());
        }
        else
        {
            LOG.warn("Encryption at rest: off, new messages are plain; with the key that is given encrypted ones are " +
                "read");
        }
    }

    private ServerException failed(final IOException ex)
    {
        return new ServerException(ExitCode.NOT_STARTED, "cannot use " + directory.resolve(KeyFile.NAME) + ": " +
            OneLine.of(ex), ex);
    }
}
