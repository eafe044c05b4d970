package io.standfast.nats.tls;

import java.io.Serial;

/**
 * A certificate or key cannot be used; the message is one line that names the file and says why, without secrets.
 */
public final class TlsException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    TlsException(final String message)
    {
        super(message);
    }

    TlsException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
