package io.standfast.server.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.standfast.nats.link.broker.BrokerContext;
import io.standfast.nats.link.broker.BrokerCredentials;
import io.standfast.nats.link.listener.Authorization;
import io.standfast.nats.link.listener.ListenerSecurity;
import io.standfast.nats.tls.TlsException;
import io.standfast.nats.tls.TlsFiles;

/**
 * Puts together what flags and files say of users, certificates and credentials. Used once, by the thread that reads
 * the settings; reads the files that they name.
 */
final class SecurityBinder
{
    private final ParsedFlags flags;
    private final Settings.Credentials credentials;

    /**
     * Before binding.
     *
     * @param flags       of the command line and the files.
     * @param credentials one user, or a token.
     */
    SecurityBinder(final ParsedFlags flags, final Settings.Credentials credentials)
    {
        this.flags = flags;
        this.credentials = credentials;
    }

    /**
     * Bind.
     *
     * @return security.
     * @throws SettingsException with one line that says what is wrong.
     */
    Settings.Security bind()
    {
        final ConfValue top = flags.tree(SecuritySettings.TLS_MAP);
        final boolean isTopListeners = top != null && TlsReader.isListeners(ConfReading.map("tls", top));
        final TlsReader.ListenerChoice tls = listenerTls(isTopListeners ? top : null);
        final Authorization authorization = authorization(tls != null && tls.isMapped());
        final ConfValue timeout = flags.tree(SecuritySettings.AUTH_TIMEOUT);
        final long timeoutNs = timeout == null ? Authorization.TIMEOUT_DEFAULT_NS : ConfReading.durationNs("timeout",
            timeout);
        final ConfValue streaming = flags.tree(SecuritySettings.CLIENT_TLS_MAP);
        return new Settings.Security(new ListenerSecurity(authorization, timeoutNs, tls == null ? null : tls.read()),
            new BrokerCredentials(readable(SecuritySettings.CREDENTIALS), readable(SecuritySettings.NKEY_SEED_FILE),
                credentials
                    .token(),
                credentials.user(), credentials.password()),
            brokerTls(streaming != null || isTopListeners ? streaming : top), monitorTls(tls), EncryptionBinder.bind(
                flags));
    }

    private Authorization authorization(final boolean isCertificateEnough)
    {
        final AuthorizationReader reader = new AuthorizationReader(flags.tree(SecuritySettings.DEFAULT_PERMISSIONS),
            flags.tree(SecuritySettings.DEFAULT_CHANNELS));
        final ConfValue users = flags.tree(SecuritySettings.USERS);
        if (users != null)
        {
            reader.users(users);
        }
        final Authorization authorization = reader.authorization(credentials, flags.text(
            SecuritySettings.NO_AUTH_USER), isCertificateEnough);
        final boolean isLimited = flags.tree(SecuritySettings.DEFAULT_PERMISSIONS) != null || flags.tree(
            SecuritySettings.DEFAULT_CHANNELS) != null;
        if ((users != null || isLimited) && !flags.text(StreamingSettings.AERON_DOOR, "").isEmpty())
        {
            throw new SettingsException("aeron_door knows one user with a password, or a token, and would let in " +
                "everybody beside a list of users, and to every channel: leave one of them out");
        }
        return authorization;
    }

    private TlsReader.ListenerChoice listenerTls(final ConfValue map)
    {
        final TlsReader.ListenerChoice base = map == null ? TlsReader.ListenerChoice.DEFAULT : TlsReader.listener(map);
        final boolean isFlagged = flags.isSet(SecuritySettings.TLS) || flags.isSet(SecuritySettings.TLSVERIFY) || Stream
            .of(SecuritySettings.TLSCERT, SecuritySettings.TLSKEY, SecuritySettings.TLSCACERT).anyMatch(
                name -> !flags.text(name, "").isEmpty());
        if (map == null && !isFlagged)
        {
            return null;
        }
        final TlsFiles files = new TlsFiles(pathOr(SecuritySettings.TLSCERT, base.files().certificate()), pathOr(
            SecuritySettings.TLSKEY, base.files().key()),
            pathOr(SecuritySettings.TLSCACERT, base.files()
                .authorities()));
        return new TlsReader.ListenerChoice(files, base.isVerified() || flags.isSet(SecuritySettings.TLSVERIFY), base
            .isMapped(), base.timeoutNs(), base.protocols(), base.cipherSuites(), base.isFirst());
    }

    private SSLContext monitorTls(final TlsReader.ListenerChoice tls)
    {
        if (!flags.has(ListenerSettings.HTTPS_PORT) || flags.number(ListenerSettings.HTTPS_PORT) == 0)
        {
            return null;
        }
        if (flags.number(ListenerSettings.HTTP_PORT) != 0)
        {
            throw new SettingsException("can't specify both HTTP (" + flags.number(ListenerSettings.HTTP_PORT) +
                ") and HTTPs (" + flags.number(ListenerSettings.HTTPS_PORT) + ") ports");
        }
        if (tls == null)
        {
            throw new SettingsException(
                "https_port needs a certificate: cert_file and key_file in tls{}, or -tlscert " +
                    "and -tlskey");
        }
        try
        {
            return new TlsFiles(tls.files().certificate(), tls.files().key(), null).newContext();
        }
        catch (final TlsException ex)
        {
            throw new SettingsException("https_port: " + ex.getMessage());
        }
    }

    private BrokerContext.Tls brokerTls(final ConfValue map)
    {
        final TlsReader.BrokerChoice base = map == null ? TlsReader.BrokerChoice.DEFAULT : TlsReader.broker(map);
        final TlsFiles files = new TlsFiles(pathOr(SecuritySettings.TLS_CLIENT_CERT, base.files().certificate()),
            pathOr(SecuritySettings.TLS_CLIENT_KEY, base.files().key()), pathOr(SecuritySettings.TLS_CLIENT_CACERT, base
                .files().authorities()));
        final boolean isAsked = map != null || flags.isSet(SecuritySettings.SECURE) || !files.equals(TlsFiles.NONE);
        return isAsked ? new TlsReader.BrokerChoice(files, base.serverName(), base.isUnverified()).read() : null;
    }

    private Path pathOr(final String flag, final Path absent)
    {
        final Path given = path(flag);
        return given == null ? absent : given;
    }

    private Path readable(final String name)
    {
        final Path file = path(name);
        if (file != null && !Files.isReadable(file))
        {
            throw new SettingsException(name + ": " + file + " does not exist, or may not be read");
        }
        return file;
    }

    private Path path(final String name)
    {
        final String text = flags.text(name, "");
        try
        {
            return text.isEmpty() ? null : Path.of(text);
        }
        catch (final InvalidPathException ex)
        {
            throw new SettingsException("-" + name + " is not a path: " + ex.getMessage());
        }
    }
}
