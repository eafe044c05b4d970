package io.standfast.nats.link.broker;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Locale;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;

/**
 * What keeps jnats from connecting, in words for an operator; jnats would print it. What stays the same is said once,
 * however often it is tried. Owned by a link, called by jnats' threads.
 */
final class BrokerErrors implements ErrorListener
{
    private static final Logger LOG = LoggerFactory.getLogger(BrokerErrors.class);

    private final Consumer<String> warnings;
    // Written and read by jnats' threads, forgotten by the gateway's.
    private volatile String lastProblem = "";

    /**
     * Nothing has happened yet.
     *
     * @param warnings hears what an operator has to know.
     */
    BrokerErrors(final Consumer<String> warnings)
    {
        this.warnings = warnings;
    }

    /** It is connected: what went wrong before has been put right. */
    void forget()
    {
        lastProblem = "";
    }

    @Override
    public void errorOccurred(final Connection connection, final String error)
    {
        say(isAboutUser(error) ? "The NATS server does not let this server in: " + error + ". Check the user and " +
            "password, token, credentials or nkey that are shown to it; it is tried again." : "NATS server: " + error);
    }

    @Override
    public void exceptionOccurred(final Connection connection, final Exception ex)
    {
        final String reason = lastingReason(ex);
        if (reason == null)
        {
            LOG.debug("NATS connection: {}", ex.toString());
        }
        else
        {
            say("The NATS server cannot be connected to: " + reason);
        }
    }

    private void say(final String problem)
    {
        if (!problem.equals(lastProblem))
        {
            lastProblem = problem;
            warnings.accept(problem);
        }
    }

    private static boolean isAboutUser(final String error)
    {
        final String text = error.toLowerCase(Locale.ROOT);
        return text.startsWith("authorization") || text.contains("authentication");
    }

    /** A certificate that is not trusted, a file that cannot be used, TLS on one side only; else null. */
    private static String lastingReason(final Exception ex)
    {
        boolean isLasting = false;
        String words = null;
        Throwable root = ex;
        for (Throwable cause = ex; cause != null; cause = cause.getCause())
        {
            root = cause;
            isLasting |= cause instanceof SSLException || cause instanceof IllegalStateException || message(cause)
                .startsWith("SSL ");
            words = words == null ? words(cause) : words;
        }
        if (!isLasting)
        {
            return null;
        }
        return words == null ? ex.toString() : words + " (" + message(root) + ")";
    }

    private static String words(final Throwable cause)
    {
        final String message = message(cause);
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException)
        {
            return "its certificate is of no authority that is trusted here; name the authority's with " +
                "-tls_client_cacert, or client_ca in tls{}";
        }
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching"))
        {
            return "its certificate is for another name; connect to a name that it has, or give that as server_name " +
                "in tls{}";
        }
        if (message.endsWith("certificate_required") || message.endsWith("bad_certificate"))
        {
            return "it wants a certificate that it trusts; show one with -tls_client_cert and -tls_client_key, or " +
                "client_cert and client_key in tls{}";
        }
        return null;
    }

    private static String message(final Throwable cause)
    {
        return cause.getMessage() == null ? "" : cause.getMessage();
    }
}
