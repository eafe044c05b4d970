package io.standfast.nats.link.broker;

import java.nio.file.Path;

/**
 * What a broker is shown: one of these, the first that is there. Immutable; does not show itself.
 *
 * @param credentials file with a user's JWT and seed, or null.
 * @param nkeySeed    file with an nkey's seed, or null.
 * @param token       or null.
 * @param user        name, or null.
 * @param password    of the user, or null.
 */
public record BrokerCredentials(Path credentials, Path nkeySeed, String token, String user, String password)
{
    @Override
    public String toString()
    {
        return "BrokerCredentials[" + (credentials != null ? credentials : nkeySeed != null ? nkeySeed
            : token != null ? "token" : user != null ? "user " + user : "none") + "]";
    }
}
