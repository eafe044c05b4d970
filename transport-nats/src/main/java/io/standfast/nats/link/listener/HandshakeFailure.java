package io.standfast.nats.link.listener;

import java.util.regex.Pattern;

/**
 * Why a TLS handshake has failed, in words for an operator, and what to do. Stateless.
 */
final class HandshakeFailure
{
    private static final String ALERT = "Received fatal alert: ";
    /** Newer versions of Java name the alert before they say what it is about. */
    private static final Pattern NAME = Pattern.compile("^\\([a-z_]+\\) ");

    private HandshakeFailure()
    {
    }

    /**
     * One line, the same for the same reason and machine, so that it is not said again and again.
     *
     * @param address of the client, as {@link Connection#address()} has it.
     * @param reason  as Java says it, or null.
     * @return line.
     */
    static String line(final String address, final String reason)
    {
        final String host = address.replaceFirst(":\\d+$", "");
        return "a TLS handshake of a client" + host + " has failed: " + words(reason == null ? "no reason" : NAME
            .matcher(reason).replaceFirst(""));
    }

    private static String words(final String reason)
    {
        if (reason.equals("Empty client certificate chain"))
        {
            return "it has shown no certificate, and the listener wants one (-tlsverify, verify in tls{}): give it a " +
                "certificate, with its key, of the authority in -tlscacert";
        }
        if (reason.contains("unable to find valid certification path") || reason.startsWith("PKIX path"))
        {
            return "its certificate is not of the authority in -tlscacert, or is not valid now (" + reason + ")";
        }
        if (reason.startsWith("Unsupported or unrecognized SSL message"))
        {
            return "it does not speak TLS, and the listener does: let it connect with tls://";
        }
        if (reason.startsWith(ALERT) && reason.contains("certificate") || reason.endsWith("unknown_ca"))
        {
            return "it does not trust this server's certificate (" + reason.replace(ALERT, "") + "): give it the " +
                "authority of -tlscert, and connect to a name that is in it";
        }
        return reason;
    }
}
