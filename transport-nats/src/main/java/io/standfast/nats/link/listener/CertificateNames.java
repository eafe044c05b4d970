package io.standfast.nats.link.listener;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The names of whoever holds a certificate, in nats-server's order: e-mail addresses, DNS names, URIs, then the
 * subject. Stateless.
 */
final class CertificateNames
{
    private static final int[] KINDS = {1, 2, 6};

    private CertificateNames()
    {
    }

    static List<String> of(final X509Certificate certificate)
    {
        final List<String> names = new ArrayList<>();
        for (final int kind : KINDS)
        {
            alternatives(certificate).stream().filter(name -> name.get(0).equals(kind)).forEach(
                name -> names.add(name.get(1).toString()));
        }
        names.add(certificate.getSubjectX500Principal().getName());
        return names;
    }

    private static Collection<List<?>> alternatives(final X509Certificate certificate)
    {
        try
        {
            final Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        }
        catch (final CertificateParsingException ex)
        {
            // Trusted all the same, by its subject.
            return List.of();
        }
    }
}
