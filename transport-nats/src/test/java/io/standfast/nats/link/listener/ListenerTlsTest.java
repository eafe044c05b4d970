package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.standfast.nats.link.SubjectRules;
import io.standfast.nats.tls.TestCertificates;
import io.standfast.nats.tls.TlsFiles;

/**
 * TLS between Java's own client sockets and a listener that runs on a thread of its own.
 */
class ListenerTlsTest
{
    private static final String HELLO = "CONNECT {\"verbose\":false}\r\n";
    /** A busy machine takes seconds for the first handshake of a JVM; only who waits for the end is in a hurry. */
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long HURRY_NS = TimeUnit.SECONDS.toNanos(3);

    @TempDir
    private static Path directory;
    private static TestCertificates certificates;
    private final List<Socket> sockets = new ArrayList<>();
    private TestListener listener;
    private Thread thread;
    private volatile boolean isClosed;

    @BeforeAll
    static void make()
    {
        certificates = new TestCertificates(directory).issue("server", "DNS:localhost", "rsa").issue("curve",
            "DNS:localhost", "ec").issue("ivy", "email:ivy@example.com", "ec").issue("bob",
                "DNS:bob.example,URI:spiffe://example.com/bob", "ec");
    }

    @AfterEach
    void close() throws InterruptedException
    {
        sockets.forEach(CloseHelper::quietClose);
        isClosed = true;
        thread.join();
        listener.close();
    }

    private void open(final ListenerSecurity security)
    {
        listener = new TestListener(security);
        thread = new Thread(() ->
        {
            while (!isClosed)
            {
                listener.nowNs = System.nanoTime();
                listener.work();
                listener.listener.awaitWork(1_000_000);
            }
        });
        thread.start();
    }

    private static ListenerSecurity tls(final String name, final boolean isVerified, final boolean isFirst)
    {
        return tls(name, isVerified, isFirst, TIMEOUT_NS);
    }

    private static ListenerSecurity tls(final String name, final boolean isVerified, final boolean isFirst,
        final long timeoutNs)
    {
        return new ListenerSecurity(Authorization.NONE, Authorization.TIMEOUT_DEFAULT_NS, new ListenerTls(certificates
            .files(name).newContext(), isVerified, timeoutNs, ListenerTls.PROTOCOLS_DEFAULT, List.of(), isFirst));
    }

    private Socket plain() throws IOException
    {
        final Socket socket = new Socket("127.0.0.1", listener.listener.boundPort());
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    private static String line(final InputStream in) throws IOException
    {
        final StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n')
        {
            line.append((char) c);
            c = in.read();
        }
        return line.toString();
    }

    private SSLSocket secured(final Socket socket, final SSLContext context, final String... protocols)
        throws IOException
    {
        final SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
        if (protocols.length > 0)
        {
            secured.setEnabledProtocols(protocols);
        }
        secured.startHandshake();
        sockets.add(secured);
        return secured;
    }

    private SSLSocket connect(final String... protocols) throws IOException
    {
        final Socket socket = plain();
        line(socket.getInputStream());
        return secured(socket, trusting(), protocols);
    }

    private static SSLContext trusting()
    {
        return new TlsFiles(null, null, certificates.file("ca.pem")).newContext();
    }

    private static void say(final Socket socket, final String text) throws IOException
    {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"server,TLSv1.2", "server,TLSv1.3", "curve,TLSv1.2", "curve,TLSv1.3"})
    void shouldSpeakTlsAfterInfo(final String name, final String protocol) throws IOException
    {
        open(tls(name, false, false));
        final Socket socket = plain();

        assertThat(line(socket.getInputStream())).contains("\"tls_required\":true").doesNotContain("tls_verify");
        final SSLSocket secured = secured(socket, trusting(), protocol);
        say(secured, HELLO + "SUB a 1\r\nPUB a 5\r\nhello\r\n");
        assertThat(line(secured.getInputStream())).isEqualTo("MSG a 1 5\r");
        assertThat(line(secured.getInputStream())).isEqualTo("hello\r");
        assertThat(secured.getSession().getProtocol()).isEqualTo(protocol);
    }

    @Test
    void shouldSpeakTlsBeforeInfoWhenAsked() throws IOException
    {
        open(tls("server", false, true));
        final SSLSocket secured = secured(plain(), trusting());

        assertThat(line(secured.getInputStream())).startsWith("INFO {");
        say(secured, HELLO + "PING\r\n");
        assertThat(line(secured.getInputStream())).isEqualTo("PONG\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldCarryMessagesOfAnyLengthUnchanged(final String protocol) throws IOException
    {
        open(tls("curve", false, false));
        final SSLSocket secured = connect(protocol);
        say(secured, HELLO + "SUB a 1\r\n");
        final Random random = new Random(42);
        for (final int length : new int[]{0, 1, 100, 16_383, 16_384, 16_385, 40_000, 300_000, 1_048_576})
        {
            final byte[] payload = new byte[length];
            random.nextBytes(payload);
            final Thread sender = new Thread(() ->
            {
                try
                {
                    say(secured, "PUB a " + length + "\r\n");
                    secured.getOutputStream().write(payload);
                    say(secured, "\r\n");
                }
                catch (final IOException ex)
                {
                    // The reader sees that something is missing.
                    CloseHelper.quietClose(secured);
                }
            });
            sender.start();
            assertThat(line(secured.getInputStream())).isEqualTo("MSG a 1 " + length + "\r");
            assertThat(secured.getInputStream().readNBytes(length)).isEqualTo(payload);
            assertThat(secured.getInputStream().readNBytes(2)).isEqualTo(new byte[]{'\r', '\n'});
        }
    }

    @Test
    void shouldDeliverManyMessagesInOrderWhenTheReaderIsSlow() throws IOException
    {
        open(tls("curve", false, false));
        final SSLSocket reader = connect();
        say(reader, HELLO + "SUB a 1\r\nPING\r\n");
        line(reader.getInputStream());
        final SSLSocket writer = connect();
        final int count = 20_000;
        final StringBuilder messages = new StringBuilder(HELLO);
        for (int i = 0; i < count; i++)
        {
            messages.append("PUB a 8\r\n").append(String.format("%08d", i)).append("\r\n");
        }
        say(writer, messages + "PING\r\n");
        assertThat(line(writer.getInputStream())).as("the writer does not wait for the reader").isEqualTo("PONG\r");

        for (int i = 0; i < count; i++)
        {
            line(reader.getInputStream());
            assertThat(line(reader.getInputStream())).isEqualTo(String.format("%08d\r", i));
        }
    }

    /** E-mail address, DNS name, URI and subject; the first that is a user's counts. */
    @ParameterizedTest
    @CsvSource({"ivy,ivy@example.com", "bob,bob.example", "bob,spiffe://example.com/bob", "bob,CN=bob"})
    void shouldKnowAClientByItsCertificate(final String certificate, final String name) throws IOException
    {
        final User user = new User(name, null, SubjectRules.of(List.of("a"), List.of()), SubjectRules.ANY,
            null, null);
        final ListenerTls verifying = tls("server", true, false).tls();
        open(new ListenerSecurity(new Authorization(List.of(user), List.of(), null, null, true),
            TIMEOUT_NS, verifying));
        final Socket socket = plain();
        assertThat(line(socket.getInputStream())).contains("\"tls_verify\":true");
        final SSLSocket secured = secured(socket, certificates.files(certificate).newContext());
        say(secured, HELLO + "PUB b 1\r\nx\r\n");
        assertThat(line(secured.getInputStream())).isEqualTo("-ERR 'Permissions Violation for Publish to \"b\"'\r");

        assertThatThrownBy(() -> line(connect().getInputStream())).isInstanceOf(IOException.class);
    }

    /** With TLS 1.3 a client takes its own handshake for done, and hears of it at its first read. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldTellAClientThatItHasShownNoCertificate(final String protocol)
    {
        open(tls("server", true, false));

        assertThatThrownBy(() -> line(connect(protocol).getInputStream())).isInstanceOf(SSLException.class)
            .hasMessageMatching("(.*: |\\([a-z_]+\\) )?Received fatal alert: " +
                "(bad_certificate|certificate_required|handshake_failure)");
    }

    @Test
    void shouldEndWhoDoesNotSpeakTlsAndHarmNobody() throws IOException
    {
        open(tls("server", false, false, HURRY_NS));
        final SSLSocket bystander = connect();
        say(bystander, HELLO + "PING\r\n");
        line(bystander.getInputStream());
        final Socket confused = plain();
        line(confused.getInputStream());
        say(confused, HELLO + "PING\r\n");
        final Socket silent = plain();
        line(silent.getInputStream());

        confused.getInputStream().readAllBytes();
        final long beginNs = System.nanoTime();
        silent.getInputStream().readAllBytes();
        assertThat(System.nanoTime() - beginNs).isLessThan(TimeUnit.SECONDS.toNanos(30));
        say(bystander, "PING\r\n");
        assertThat(line(bystander.getInputStream())).isEqualTo("PONG\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldEndWhoClaimsARecordThatIsTooLong(final String protocol) throws IOException
    {
        open(tls("server", false, false));
        final Socket socket = plain();
        line(socket.getInputStream());
        final SSLSocket secured = secured(socket, trusting(), protocol);
        say(secured, HELLO + "PING\r\n");
        line(secured.getInputStream());

        socket.getOutputStream().write(new byte[]{23, 3, 3, (byte) (33_000 >> 8), (byte) 33_000});

        assertThatCode(() -> socket.getInputStream().readAllBytes()).as("it is ended").doesNotThrowAnyException();
    }

    @Test
    void shouldLoseOneClientOnlyWhenItsHandshakeBreaksTheEngine() throws Exception
    {
        final AtomicBoolean isBroken = new AtomicBoolean();
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[]{new BrokenKeys(isBroken)}, null, null);
        open(new ListenerSecurity(Authorization.NONE, Authorization.TIMEOUT_DEFAULT_NS, new ListenerTls(context, false,
            TIMEOUT_NS, ListenerTls.PROTOCOLS_DEFAULT, List.of(), false)));

        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);

        assertThat(isBroken).isTrue();
        assertThat(line(plain().getInputStream())).as("the next one is served").startsWith("INFO {");
    }

    @Test
    void shouldEndAHandshakeInTimeWhenTlsIsNotSpokenAnyMore() throws IOException
    {
        open(tls("server", false, false, HURRY_NS));
        final Socket silent = plain();
        line(silent.getInputStream());

        listener.listener.reload(new ListenerSecurity(Authorization.NONE, Authorization.TIMEOUT_DEFAULT_NS, null));

        silent.getInputStream().readAllBytes();
        final Socket next = plain();
        assertThat(line(next.getInputStream())).doesNotContain("tls_required");
        say(next, HELLO + "PING\r\n");
        assertThat(line(next.getInputStream())).isEqualTo("PONG\r");
    }

    @Test
    void shouldPassThroughANodeThatFollows() throws IOException
    {
        open(tls("server", false, false));
        final int leader = listener.listener.boundPort();
        final TestListener follower = new TestListener(new ListenerContext().security(tls("curve", false, false)).door(
            () -> Door.relay(new InetSocketAddress("127.0.0.1", leader))));
        final AtomicBoolean isEnough = new AtomicBoolean();
        final Thread relaying = new Thread(() ->
        {
            while (!isEnough.get())
            {
                follower.nowNs = System.nanoTime();
                follower.work();
            }
        });
        relaying.start();
        try (Socket socket = new Socket("127.0.0.1", follower.listener.boundPort()))
        {
            line(socket.getInputStream());
            final SSLSocket secured = secured(socket, trusting());
            say(secured, HELLO + "PING\r\n");
            assertThat(line(secured.getInputStream())).isEqualTo("PONG\r");
            assertThat(secured.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm()).as("the leader's")
                .isEqualTo("RSA");
        }
        finally
        {
            isEnough.set(true);
            awaitEnd(relaying);
            follower.close();
        }
    }

    private static void awaitEnd(final Thread thread)
    {
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldHoldNoMemoryForConnectionsThatAreQuiet() throws IOException
    {
        open(tls("curve", false, false));
        for (int i = 0; i < 100; i++)
        {
            final SSLSocket secured = connect();
            say(secured, HELLO + "PING\r\n");
            line(secured.getInputStream());
        }

        assertThat(listener.listener.bufferedBytes()).as("what connections without TLS hold, too").isLessThan(100 *
            (64 + 8 + 1) * 1024);
    }

    @Test
    void shouldSayGoodbyeWhenItEndsAConnection() throws IOException
    {
        open(tls("curve", false, false));
        final SSLSocket secured = connect();
        say(secured, HELLO + "HELLO\r\n");

        assertThat(new String(secured.getInputStream().readAllBytes(), ISO_8859_1)).isEqualTo(
            "-ERR 'Unknown Protocol Operation'\r\n");
    }

    @Test
    void shouldShowANewCertificateAfterAReload() throws IOException
    {
        open(tls("server", false, false));
        final SSLSocket before = connect();

        listener.listener.reload(tls("curve", false, false));
        say(before, HELLO + "PING\r\n");
        line(before.getInputStream());

        assertThat(connect().getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm()).isEqualTo("EC");
        say(before, "PING\r\n");
        assertThat(line(before.getInputStream())).isEqualTo("PONG\r");
    }

    /**
     * Keys that break whoever looks for one.
     */
    private static final class BrokenKeys extends X509ExtendedKeyManager
    {
        private final AtomicBoolean isBroken;

        private BrokenKeys(final AtomicBoolean isBroken)
        {
            this.isBroken = isBroken;
        }

        @Override
        public String chooseEngineServerAlias(final String keyType, final Principal[] issuers, final SSLEngine engine)
        {
            isBroken.set(true);
            throw new IllegalStateException("as the test wants it");
        }

        @Override
        public String[] getClientAliases(final String keyType, final Principal[] issuers)
        {
            return null;
        }

        @Override
        public String chooseClientAlias(final String[] keyType, final Principal[] issuers, final Socket socket)
        {
            return null;
        }

        @Override
        public String[] getServerAliases(final String keyType, final Principal[] issuers)
        {
            return null;
        }

        @Override
        public String chooseServerAlias(final String keyType, final Principal[] issuers, final Socket socket)
        {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(final String alias)
        {
            return null;
        }

        @Override
        public PrivateKey getPrivateKey(final String alias)
        {
            return null;
        }
    }
}
