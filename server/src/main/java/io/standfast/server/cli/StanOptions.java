package io.standfast.server.cli;

import io.nats.client.Nats;
import io.nats.client.Options;
import io.standfast.nats.link.broker.NkeySeedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options of the commands that are clients of NATS Streaming. Filled by the command framework.
 */
final class StanOptions
{
    private static final int RANDOM_DIGITS = 1_000_000;

    @Mixin
    private TargetOptions target;
    // @formatter:off
    @Option(names = "--client-id", paramLabel = "ID",
        description = "Of this client (default: cli- and a random number).")
    private String clientId;
    @Option(names = "--creds", paramLabel = "FILE", description = "File with JWT and seed of a user.")
    private Path credentials;
    @Option(names = "--nkey-file", paramLabel = "FILE", description = "File with the seed of a user's nkey.")
    private Path seed;
    @Option(names = "--ca-file", paramLabel = "FILE",
        description = "Certificates (PEM) that a tls:// server may be signed by (default: those that Java trusts).")
    private Path authorities;
    // @formatter:on

    boolean hasClientId()
    {
        return clientId != null;
    }

    StanSession connect()
    {
        final String id = clientId != null ? clientId : "cli-" + ThreadLocalRandom.current().nextInt(RANDOM_DIGITS);
        return StanSession.connect(target.server(), target.clusterId(), id,
            MonitorOptions.durationNs("--timeout", target
                .timeout()),
            login());
    }

    private Options.Builder login()
    {
        final Options.Builder login = new Options.Builder();
        if (credentials != null && seed != null)
        {
            throw new CliException("--creds and --nkey-file are two ways to say who one is: give one of them");
        }
        if (credentials != null)
        {
            login.authHandler(Nats.credentials(readable("--creds", credentials)));
        }
        if (seed != null)
        {
            login.authHandler(new NkeySeedFile(Path.of(readable("--nkey-file", seed))));
        }
        if (authorities != null)
        {
            login.sslContext(MonitorLogin.trusting(authorities));
        }
        return login;
    }

    private static String readable(final String option, final Path file)
    {
        if (!Files.isReadable(file))
        {
            throw new CliException(option + " " + file + " cannot be read: is it there, and for this user?");
        }
        return file.toString();
    }
}
