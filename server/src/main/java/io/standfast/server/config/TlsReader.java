package io.standfast.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.net.ssl.SSLContext;

import io.standfast.nats.link.broker.BrokerContext;
import io.standfast.nats.link.listener.ListenerTls;
import io.standfast.nats.tls.TlsException;
import io.standfast.nats.tls.TlsFiles;

/**
 * Reads maps {@code tls{}}: the listener's, in nats-server's words, and that of the link to a broker, in
 * nats-streaming-server's. Stateless; reads the files that they name, so that a wrong one is found at once.
 */
final class TlsReader
{
    private static final Set<String> LISTENER_KEYS = Set.of("cert_file", "key_file", "ca_file", "verify",
        "verify_and_map", "timeout", "cipher_suites", "min_version", "handshake_first", "curve_preferences");
    private static final Set<String> BROKER_KEYS = Set.of("client_cert", "client_key", "client_ca", "client_cacert",
        "server_name", "server_hostname", "skip_verify", "insecure");

    private TlsReader()
    {
    }

    /** Whether a map at the top of a file is the listener's. */
    static boolean isListeners(final ConfMap map)
    {
        for (final String name : map.namesInOrder())
        {
            if (BROKER_KEYS.contains(name.toLowerCase(Locale.ROOT)))
            {
                return false;
            }
        }
        return true;
    }

    /**
     * Read the listener's map.
     *
     * @param value map.
     * @return what it says.
     */
    static ListenerChoice listener(final ConfValue value)
    {
        final ConfMap map = ConfReading.map("tls", value);
        ConfReading.requireKnown(map, "tls", LISTENER_KEYS);
        final ConfValue timeout = map.get("timeout");
        final boolean isMapped = isSet(map, "verify_and_map");
        return new ListenerChoice(new TlsFiles(path(map, "cert_file"), path(map, "key_file"), path(map, "ca_file")),
            isMapped || isSet(map, "verify"), isMapped,
            timeout == null ? ListenerTls.TIMEOUT_DEFAULT_NS : ConfReading.durationNs("timeout", timeout),
            protocols(map.get("min_version")), ciphers(map.get("cipher_suites")), isSet(map, "handshake_first"));
    }

    /**
     * Read the map of the link to a broker.
     *
     * @param value map.
     * @return what it says.
     */
    static BrokerChoice broker(final ConfValue value)
    {
        final ConfMap map = ConfReading.map("tls", value);
        ConfReading.requireKnown(map, "tls", BROKER_KEYS);
        final ConfValue name = ConfReading.find(map, "server_name", "server_hostname");
        return new BrokerChoice(new TlsFiles(path(map, "client_cert"), path(map, "client_key"), path(map, "client_ca",
            "client_cacert")), name == null ? null : ConfReading.text("server_name", name),
            isSet(map, "skip_verify") || isSet(map, "insecure"));
    }

    private static boolean isSet(final ConfMap map, final String key)
    {
        final ConfValue value = map.get(key);
        return value != null && ConfReading.flag(key, value);
    }

    private static Path path(final ConfMap map, final String... names)
    {
        final ConfValue value = ConfReading.find(map, names);
        return value == null ? null : Path.of(ConfReading.text(names[0], value));
    }

    private static List<String> protocols(final ConfValue value)
    {
        if (value == null)
        {
            return ListenerTls.PROTOCOLS_DEFAULT;
        }
        final String text = value.value() instanceof Double ? value.value().toString() : ConfReading.text(
            "min_version", value);
        return switch (text)
        {
            case "1.2" -> ListenerTls.PROTOCOLS_DEFAULT;
            case "1.3" -> List.of("TLSv1.3");
            default -> throw new SettingsException(value.place() + ": \"min_version\" is \"1.2\" or \"1.3\", got \"" +
                text + "\"");
        };
    }

    private static List<String> ciphers(final ConfValue value)
    {
        if (value == null)
        {
            return List.of();
        }
        final List<String> known = supportedCiphers();
        final List<String> ciphers = new ArrayList<>();
        for (final String name : ConfReading.texts("cipher_suites", value))
        {
            // Go leaves the end of these names away.
            final String full = name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name;
            if (!known.contains(full))
            {
                throw new SettingsException(
                    value.place() + ": cipher suite \"" + name + "\" is not one of this JVM's: " +
                        String.join(", ", known));
            }
            ciphers.add(full);
        }
        return ciphers;
    }

    private static List<String> supportedCiphers()
    {
        final SSLContext context = TlsFiles.NONE.newContext();
        return Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
    }

    /**
     * What is said about the listener.
     *
     * @param files        of the server.
     * @param isVerified   whether clients must show certificates.
     * @param isMapped     whether those say which user it is.
     * @param timeoutNs    of a handshake.
     * @param protocols    versions.
     * @param cipherSuites empty for Java's choice.
     * @param isFirst      whether the handshake comes before INFO.
     */
    record ListenerChoice(TlsFiles files, boolean isVerified, boolean isMapped, long timeoutNs, List<String> protocols,
        List<String> cipherSuites, boolean isFirst)
    {
        /** Nothing but what nats-server does by itself. */
        static final ListenerChoice DEFAULT = new ListenerChoice(TlsFiles.NONE, false, false,
            ListenerTls.TIMEOUT_DEFAULT_NS, ListenerTls.PROTOCOLS_DEFAULT, List.of(), false);

        ListenerTls read()
        {
            if (files.certificate() == null || files.key() == null)
            {
                throw new SettingsException("TLS for clients needs a certificate and its key: cert_file and key_file " +
                    "in tls{}, or -tlscert and -tlskey");
            }
            try
            {
                return new ListenerTls(files.newContext(), isVerified, timeoutNs, protocols, cipherSuites, isFirst);
            }
            catch (final TlsException ex)
            {
                throw new SettingsException("TLS for clients: " + ex.getMessage());
            }
        }
    }

    /**
     * What is said about the link to a broker.
     *
     * @param files        to show and to trust.
     * @param serverName   that must be in the broker's certificate, or null.
     * @param isUnverified whether anybody is trusted.
     */
    record BrokerChoice(TlsFiles files, String serverName, boolean isUnverified)
    {
        /** Java's trust. */
        static final BrokerChoice DEFAULT = new BrokerChoice(TlsFiles.NONE, null, false);

        BrokerContext.Tls read()
        {
            if ((files.certificate() == null) != (files.key() == null))
            {
                throw new SettingsException("TLS to the broker needs both client_cert and client_key, or none of them");
            }
            try
            {
                final SSLContext context = isUnverified ? files.newTrustingContext() : files.newContext();
                return new BrokerContext.Tls(context, serverName, !isUnverified);
            }
            catch (final TlsException ex)
            {
                throw new SettingsException("TLS to the broker: " + ex.getMessage());
            }
        }
    }
}
