package io.standfast.server;

import io.standfast.server.config.ConfigurationReader;
import io.standfast.server.config.EmbeddedFlags;
import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ParsedFlags;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsBinder;
import io.standfast.server.config.SettingsException;
import io.standfast.server.config.StoreType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of a {@link StandfastServer}. Owned by the thread that launches. Without any: messages in a temporary
 * directory that goes away with the server, cluster ID {@code test-cluster}, a free port of 127.0.0.1, no monitoring.
 * What has no method here is set by {@link #flags} or in {@link #configuration a file}. Of two that say the same, the
 * last one counts; all of them count before the file.
 */
public final class ServerContext
{
    /** Port that means: take a free one. */
    public static final int ANY_PORT = 0;

    private static final String RANDOM_PORT = Integer.toString(Settings.Listener.RANDOM_PORT);

    private final List<String> arguments = new ArrayList<>();
    private Settings given;
    private Settings settings;

    /**
     * Keep messages in files, over restarts. Only one server at a time uses a directory.
     *
     * @param directory of all data, created when it does not exist.
     * @return this.
     */
    public ServerContext dataDirectory(final Path directory)
    {
        return flags("-store=FILE", "-dir=" + directory);
    }

    /**
     * Cluster ID, that clients give when they connect.
     *
     * @param id without blanks and wildcards.
     * @return this.
     */
    public ServerContext clusterId(final String id)
    {
        return flags("-cluster_id=" + id);
    }

    /**
     * Address that clients and monitoring connect to.
     *
     * @param address to bind, {@code 0.0.0.0} for all.
     * @return this.
     */
    public ServerContext host(final String address)
    {
        return flags("-addr=" + address);
    }

    /**
     * Port that clients connect to.
     *
     * @param port to bind, or {@link #ANY_PORT}.
     * @return this.
     */
    public ServerContext clientPort(final int port)
    {
        return flags("-port=" + portText(port));
    }

    /**
     * Port of the HTTP pages, {@code /healthz} and, in a cluster, {@code /clusterz}.
     *
     * @param port to bind, or {@link #ANY_PORT}.
     * @return this.
     */
    public ServerContext monitorPort(final int port)
    {
        return flags("-http_port=" + portText(port));
    }

    private static String portText(final int port)
    {
        if (port < 0)
        {
            throw new IllegalArgumentException("port cannot be negative (" + port + "): 0 takes a free one");
        }
        return port == ANY_PORT ? RANDOM_PORT : Integer.toString(port);
    }

    /**
     * Whether a publish is acknowledged only after it was forced to disk.
     *
     * @param isSynced true by default; false survives an end of the process, not one of the machine.
     * @return this.
     */
    public ServerContext fileSync(final boolean isSynced)
    {
        return flags("-file_sync=" + isSynced);
    }

    /**
     * What clients must give to be served.
     *
     * @param user     name.
     * @param password of the user.
     * @return this.
     */
    public ServerContext credentials(final String user, final String password)
    {
        return flags("-user=" + user, "-pass=" + password);
    }

    /**
     * What clients must give to be served.
     *
     * @param secret token.
     * @return this.
     */
    public ServerContext token(final String secret)
    {
        return flags("-auth=" + secret);
    }

    /**
     * A configuration file as {@code -c} reads it. Its settings of logging and of the process do nothing here.
     *
     * @param file to read when the server is launched.
     * @return this.
     */
    public ServerContext configuration(final Path file)
    {
        return flags("-config=" + file);
    }

    /**
     * Anything that the command line can say: {@code flags("-max_age", "24h", "-max_channels=10")}.
     *
     * @param words as after {@code standfast server}, each one a flag, its value, or both with an equals sign.
     * @return this.
     */
    public ServerContext flags(final String... words)
    {
        arguments.addAll(Arrays.asList(words));
        return this;
    }

    /**
     * Settings that have been read and checked already: nothing else that was said counts.
     *
     * @param value of the operator.
     * @return this.
     */
    public ServerContext settings(final Settings value)
    {
        given = value;
        return this;
    }

    /**
     * Settings in force.
     *
     * @return settings, after {@link #conclude}.
     */
    Settings settings()
    {
        return settings;
    }

    /**
     * Check the settings and create the data directory. Launching does it; doing it before, or again, does no harm.
     *
     * @return this.
     * @throws SettingsException when the settings are wrong.
     * @throws ServerException   when the directory cannot be created.
     */
    public ServerContext conclude()
    {
        settings = given != null ? given : bind();
        if (settings.store().type() == StoreType.FILE)
        {
            new ServerDirectory(settings.store()).open();
        }
        return this;
    }

    private Settings bind()
    {
        final ParsedFlags flags = new LegacyFlags().parse(arguments);
        return new SettingsBinder(ProgramName.STANDFAST).bind(EmbeddedFlags.of(new ConfigurationReader(System.getenv())
            .read(flags)));
    }
}
