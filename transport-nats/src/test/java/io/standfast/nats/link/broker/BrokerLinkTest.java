package io.standfast.nats.link.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.listener.Authorization;
import io.standfast.nats.link.listener.Listener;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.nats.link.listener.ListenerSecurity;
import io.standfast.nats.link.listener.ListenerTls;
import io.standfast.nats.link.listener.Secret;
import io.standfast.nats.link.listener.User;
import io.standfast.nats.tls.TestCertificates;
import io.standfast.nats.tls.TlsFiles;

/**
 * A link to a listener that plays the NATS server, over real sockets; the test's thread does the work of both.
 */
class BrokerLinkTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final BrokerCredentials NOBODY = new BrokerCredentials(null, null, null, null, null);

    @TempDir
    private static Path directory;
    private static TestCertificates known;
    private static TestCertificates unknown;
    private final Notes ours = new Notes();
    private Listener broker;
    private BrokerLink link;

    @BeforeAll
    static void make() throws IOException
    {
        known = new TestCertificates(directory).issue("here", "DNS:localhost", "ec").issue("elsewhere",
            "DNS:nats.example", "ec").issue("me", "DNS:me", "ec");
        unknown = new TestCertificates(Files.createDirectories(directory.resolve("unknown"))).issue("me", "DNS:me",
            "ec");
    }

    @AfterEach
    void close()
    {
        link.close();
        broker.close();
    }

    private void open(final ListenerSecurity security)
    {
        broker = new Listener(new ListenerContext().host("127.0.0.1").port(0).security(security));
        broker.open(new Notes());
    }

    private void connect(final String scheme, final BrokerCredentials credentials, final BrokerContext.Tls tls)
    {
        link = new BrokerLink(new BrokerContext(new String[]{scheme + "://localhost:" + broker.boundPort()},
            credentials, tls, "test", null));
        link.open(ours);
    }

    /** Works until it is so. */
    private boolean isSo(final BooleanSupplier condition)
    {
        final long beginNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            final long nowNs = System.nanoTime();
            if (nowNs - beginNs > DEADLINE_NS)
            {
                return false;
            }
            final int work = broker.doWork(nowNs) + broker.flush() + link.doWork(nowNs);
            if (work == 0)
            {
                broker.awaitWork(100_000);
            }
        }
        return true;
    }

    private static ListenerSecurity tls(final String name, final boolean isVerified)
    {
        return new ListenerSecurity(Authorization.NONE, Authorization.TIMEOUT_DEFAULT_NS, new ListenerTls(known.files(
            name).newContext(), isVerified, ListenerTls.TIMEOUT_DEFAULT_NS, ListenerTls.PROTOCOLS_DEFAULT, List.of(),
            false));
    }

    private static ListenerSecurity users(final List<User> users, final User tokenUser)
    {
        return new ListenerSecurity(new Authorization(users, List.of(), tokenUser, null, false),
            Authorization.TIMEOUT_DEFAULT_NS, null);
    }

    private static TlsFiles trusting(final String authority)
    {
        return switch (authority)
        {
            case "known" -> new TlsFiles(null, null, known.file("ca.pem"));
            case "unknown" -> new TlsFiles(null, null, unknown.file("ca.pem"));
            default -> TlsFiles.NONE;
        };
    }

    @ParameterizedTest
    @CsvSource({"here,known,,true", "elsewhere,known,nats.example,true", "here,unknown,,false", "here,java's,,false",
        "elsewhere,known,,false", "elsewhere,known,other.example,false", "here,known,nats.example,false"})
    void shouldConnectOnlyWhereTheCertificateAndItsNameAreRight(final String certificate, final String authority,
        final String serverName, final boolean isRight)
    {
        open(tls(certificate, false));

        connect("tls", NOBODY, new BrokerContext.Tls(trusting(authority).newContext(), serverName, true));

        assertThat(isSo(() -> link.isUp() || !ours.downs.isEmpty())).isTrue();
        assertThat(link.isUp()).as("%s", ours.downs).isEqualTo(isRight);
        assertThat(link.isConnected()).isEqualTo(isRight);
    }

    @Test
    void shouldTrustNobodyUnknownWhenOnlyTheUrlAsksForTls()
    {
        open(tls("here", false));

        connect("tls", NOBODY, null);

        assertThat(isSo(() -> link.isUp() || !ours.downs.isEmpty())).isTrue();
        assertThat(link.isUp()).isFalse();
    }

    @Test
    void shouldConnectAnywhereWhenNobodyIsToLook()
    {
        open(tls("elsewhere", false));

        connect("nats", NOBODY, new BrokerContext.Tls(trusting("unknown").newTrustingContext(), null, false));

        assertThat(isSo(link::isUp)).as("%s", ours.downs).isTrue();
    }

    @Test
    void shouldShowItsCertificateWhereOneIsWanted()
    {
        open(tls("here", true));

        connect("nats", NOBODY, new BrokerContext.Tls(known.files("me").newContext(), null, true));

        assertThat(isSo(link::isUp)).as("%s", ours.downs).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldNotConnectWithoutACertificateThatIsTrusted(final boolean hasOne)
    {
        open(tls("here", true));
        final TlsFiles files = hasOne ? new TlsFiles(unknown.file("me.pem"), unknown.file("me.key"), known.file(
            "ca.pem")) : trusting("known");

        connect("nats", NOBODY, new BrokerContext.Tls(files.newContext(), null, true));

        assertThat(isSo(() -> link.isUp() || !ours.downs.isEmpty())).isTrue();
        assertThat(link.isUp()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ivy,iv1s,,true", "ivy,,,false", ",,t0ken,true", ",,t1ken,false"})
    void shouldShowUserAndPasswordOrToken(final String user, final String password, final String token,
        final boolean isRight)
    {
        open(users(List.of(User.unrestricted("ivy", Secret.of("iv1s"))), User.unrestricted("token", Secret.of(
            "t0ken"))));

        connect("nats", new BrokerCredentials(null, null, token, user, password), null);

        assertThat(isSo(() -> link.isUp() || !ours.downs.isEmpty())).isTrue();
        assertThat(link.isUp()).as("%s", ours.downs).isEqualTo(isRight);
    }

    /** The library closes its connection for good when the same server refuses it twice. */
    @Test
    void shouldGoOnTryingUntilThePasswordIsRight()
    {
        open(users(List.of(User.unrestricted("ivy", Secret.of("old"))), null));
        connect("nats", new BrokerCredentials(null, null, null, "ivy", "new"), null);
        final long refusedNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        assertThat(isSo(() -> System.nanoTime() - refusedNs > 0)).isTrue();
        assertThat(link.isUp()).isFalse();

        broker.reload(users(List.of(User.unrestricted("ivy", Secret.of("new"))), null));

        assertThat(isSo(link::isUp)).as("%s", ours.downs).isTrue();
        assertThat(ours.ups).hasSize(1);
        assertThat(ours.downs).as("it is said once").hasSize(1);
    }

    @Test
    void shouldComeBackWhenThePasswordIsChangedAndThenChangedBack()
    {
        final ListenerSecurity right = users(List.of(User.unrestricted("ivy", Secret.of("iv1s"))), null);
        open(right);
        connect("nats", new BrokerCredentials(null, null, null, "ivy", "iv1s"), null);
        link.subscribe("orders");
        assertThat(isSo(link::isUp)).isTrue();

        broker.reload(users(List.of(User.unrestricted("ivy", Secret.of("other"))), null));
        final long refusedNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        assertThat(isSo(() -> System.nanoTime() - refusedNs > 0)).isTrue();
        assertThat(link.isConnected()).isFalse();
        broker.reload(right);

        assertThat(isSo(() -> link.isConnected() && link.isUp())).as("%s", ours.downs).isTrue();
        link.request(new byte[]{'o', 'r', 'd', 'e', 'r', 's'}, new byte[]{'r'});
        assertThat(isSo(() -> ours.messages == 1)).as("what was subscribed to is heard again").isTrue();
    }

    /** The library throws what it does not send; the server that would end its connection is not even asked. */
    @Test
    void shouldLeaveOutWhatTheServerDoesNotTakeAndGoOn()
    {
        broker = new Listener(new ListenerContext().host("127.0.0.1").port(0).maxPayload(1_000));
        broker.open(new Notes());
        connect("nats", NOBODY, null);
        link.subscribe("orders");
        assertThat(isSo(link::isUp)).isTrue();

        publish("orders", 1_001);
        publish("o".repeat(5_000), 1);
        link.request("o".repeat(5_000).getBytes(US_ASCII), new byte[]{'r'});
        publish("orders", 1_000);

        assertThat(isSo(() -> ours.messages > 0)).isTrue();
        assertThat(ours.messages).isEqualTo(1);
        assertThat(ours.downs).isEmpty();
    }

    private void publish(final String subject, final int payloadLength)
    {
        final UnsafeBuffer name = new UnsafeBuffer(subject.getBytes(US_ASCII));
        link.publish(name, 0, name.capacity(), new UnsafeBuffer(new byte[payloadLength]), 0, payloadLength);
    }

    /**
     * What a link says.
     */
    private static final class Notes implements LinkHandler
    {
        private final List<String> ups = new ArrayList<>();
        private final List<String> downs = new ArrayList<>();
        private int messages;

        @Override
        public void onMessage(final LinkMessage message)
        {
            messages++;
        }

        @Override
        public boolean isReady()
        {
            return true;
        }

        @Override
        public void onLinkUp(final String text)
        {
            ups.add(text);
        }

        @Override
        public void onLinkDown(final String text)
        {
            downs.add(text);
        }
    }
}
