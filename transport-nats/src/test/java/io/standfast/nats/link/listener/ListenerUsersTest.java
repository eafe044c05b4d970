package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nats.client.NKey;
import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;

/**
 * Who comes in and what they may do there.
 */
class ListenerUsersTest
{
    private static final String BCRYPT_OF_ABC = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
    private static final SubjectRules ORDERS = SubjectRules.of(List.of("orders.*", "_INBOX.>"), List.of("orders.no"));

    private TestListener listener;

    @AfterEach
    void close()
    {
        listener.close();
    }

    private static User user(final String name, final SubjectRules publish, final SubjectRules subscribe,
        final ResponseRule responses, final ClientRights rights)
    {
        return new User(name, Secret.of(name), publish, subscribe, responses, rights);
    }

    private static String hello(final String user, final String password)
    {
        return "CONNECT {\"verbose\":false,\"headers\":true,\"user\":\"" + user + "\",\"pass\":\"" + password +
            "\"}\r\n";
    }

    private static ListenerSecurity security(final User... users)
    {
        return new ListenerSecurity(new Authorization(List.of(users), List.of(), null, null, false),
            Authorization.TIMEOUT_DEFAULT_NS, null);
    }

    private void open(final User... users)
    {
        listener = new TestListener(security(users));
    }

    @Test
    void shouldLetEachUserInWithItsOwnPasswordOnly()
    {
        open(User.unrestricted("ivy", Secret.of("one")), User.unrestricted("bob", Secret.of("two")));

        assertThat(listener.connect(hello("ivy", "one")).answer("")).isEqualTo("PONG\r\n");
        assertThat(listener.connect(hello("bob", "two")).answer("")).isEqualTo("PONG\r\n");
        for (final String wrong : List.of(hello("ivy", "two"), hello("eve", "one"), hello("ivy", ""), "CONNECT {}\r\n"))
        {
            assertThat(listener.connect(wrong).answer("")).isEqualTo("-ERR 'Authorization Violation'\r\n<end>");
        }
        listener.await("two are left", () -> listener.listener.connectionCount() == 2);
    }

    @Test
    void shouldServeOthersWhileAHashIsChecked()
    {
        open(User.unrestricted("ivy", Secret.of(BCRYPT_OF_ABC)), User.unrestricted("bob", Secret.of("two")));

        assertThat(listener.connect(hello("ivy", "abc") + "SUB a 1\r\nPUB a 2\r\nhi\r\n").answer("")).isEqualTo(
            "MSG a 1 2\r\nhi\r\nPONG\r\n");
        assertThat(listener.connect(hello("ivy", "abc")).answer("")).as("known again").isEqualTo("PONG\r\n");
        assertThat(listener.connect(hello("ivy", "abd")).answer("")).isEqualTo(
            "-ERR 'Authorization Violation'\r\n<end>");
        assertThat(listener.connect(hello("bob", "two")).answer("")).isEqualTo("PONG\r\n");
    }

    @Test
    void shouldCheckTheSameProofOnceWhenManyComeAtOnce()
    {
        open(User.unrestricted("ivy", Secret.of(BCRYPT_OF_ABC)));
        final List<TestListener.Client> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++)
        {
            clients.add(listener.connect(hello("ivy", "abc")));
        }

        assertThat(clients).allSatisfy(client -> assertThat(client.answer("")).isEqualTo("PONG\r\n"));
    }

    @Test
    void shouldKnowTheOwnerOfAnNkey() throws Exception
    {
        final NKey pair = NKey.createUser(new SecureRandom());
        final String name = new String(pair.getPublicKey());
        listener = new TestListener(new ListenerSecurity(new Authorization(List.of(), List.of(User.unrestricted(name,
            null)), null, null, false), Authorization.TIMEOUT_DEFAULT_NS, null));

        final TestListener.Client client = listener.connect("");
        final String nonce = client.await("\r\n").replaceFirst("(?s).*\"nonce\":\"([^\"]+)\".*", "$1");
        final String signed = Base64.getUrlEncoder().withoutPadding().encodeToString(pair.sign(nonce.getBytes(UTF_8)));
        final String connect = "CONNECT {\"verbose\":false,\"nkey\":\"" + name + "\",\"sig\":\"" + signed + "\"}\r\n";

        assertThat(client.answer(connect)).isEqualTo("PONG\r\n");
        assertThat(listener.connect("").answer(connect)).as("a signature of another nonce").contains(
            "Authorization Violation");
    }

    @Test
    void shouldNotLetInAnOwnerOfAnNkeyThatIsGoneWhenItsSignatureIsFoundRight() throws Exception
    {
        final NKey pair = NKey.createUser(new SecureRandom());
        final String name = new String(pair.getPublicKey());
        listener = new TestListener(new ListenerSecurity(new Authorization(List.of(), List.of(User.unrestricted(name,
            null)), null, null, false), Authorization.TIMEOUT_DEFAULT_NS, null));
        final TestListener.Client client = listener.connect("");
        final String nonce = client.await("\r\n").replaceFirst("(?s).*\"nonce\":\"([^\"]+)\".*", "$1");
        final String signed = Base64.getUrlEncoder().withoutPadding().encodeToString(pair.sign(nonce.getBytes(UTF_8)));
        // One duty cycle: the line is read, and nobody has looked for a verdict.
        client.send("CONNECT {\"verbose\":false,\"nkey\":\"" + name + "\",\"sig\":\"" + signed + "\"}\r\n");

        listener.listener.reload(security(User.unrestricted("bob", Secret.of("bob"))));

        assertThat(client.await("-ERR")).contains("Authorization Violation");
        client.awaitEnd();
    }

    @Test
    void shouldBeNobodyInParticularWhenOneSaysNothingAndThatIsAllowed()
    {
        final User guest = user("guest", ORDERS, ORDERS, null, null);
        listener = new TestListener(new ListenerSecurity(new Authorization(List.of(guest), List.of(), null, "guest",
            false), Authorization.TIMEOUT_DEFAULT_NS, null));

        assertThat(listener.connect("CONNECT {\"verbose\":false}\r\n").answer("SUB bills 1\r\n")).isEqualTo(
            "-ERR 'Permissions Violation for Subscription to \"bills\"'\r\nPONG\r\n");
    }

    @Test
    void shouldRefuseInTheWordsOfNatsServer()
    {
        open(user("ivy", ORDERS, ORDERS, null, null));
        final TestListener.Client ivy = listener.connect(hello("ivy", "ivy").replace("false", "true"));
        ivy.await("+OK\r\n");

        assertThat(ivy.answer("PUB bills 1\r\nx\r\nPUB orders.no 1\r\nx\r\nPUB orders.a 1\r\nx\r\n")).isEqualTo(
            "-ERR 'Permissions Violation for Publish to \"bills\"'\r\n" +
                "-ERR 'Permissions Violation for Publish to \"orders.no\"'\r\n+OK\r\nPONG\r\n");
        assertThat(ivy.answer("SUB orders.> 1\r\nSUB orders.no crew 2\r\nSUB orders.* 3\r\n")).isEqualTo(
            "-ERR 'Permissions Violation for Subscription to \"orders.>\"'\r\n" +
                "-ERR 'Permissions Violation for Subscription to \"orders.no\" using queue \"crew\"'\r\n" +
                "+OK\r\nPONG\r\n");
        assertThat(listener.listener.interestCount()).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatIsDeniedOutOfASubscriptionThatIsWider()
    {
        open(user("ivy", SubjectRules.ANY, ORDERS, null, null), User.unrestricted("bob", Secret.of("bob")));
        final TestListener.Client ivy = listener.connect(hello("ivy", "ivy"));
        assertThat(ivy.answer("SUB orders.* 1\r\n")).isEqualTo("PONG\r\n");

        listener.connect(hello("bob", "bob")).answer("PUB orders.no 2\r\nno\r\nPUB orders.a 2\r\nok\r\n");

        assertThat(ivy.answer("")).isEqualTo("MSG orders.a 1 2\r\nok\r\nPONG\r\n");
    }

    @Test
    void shouldAnswerARequestOnceAndNoLongerThanItMay()
    {
        open(user("clerk", SubjectRules.of(List.of(), List.of()), SubjectRules.of(List.of("ask"), List.of()),
            new ResponseRule(2, TimeUnit.SECONDS.toNanos(5)), null), User.unrestricted("bob", Secret.of("bob")));
        final TestListener.Client clerk = listener.connect(hello("clerk", "clerk"));
        clerk.answer("SUB ask 1\r\n");
        final TestListener.Client bob = listener.connect(hello("bob", "bob"));
        bob.answer("SUB r.* 1\r\nPUB ask r.1 1\r\n?\r\nPUB ask r.2 1\r\n?\r\n");
        clerk.await("r.2");

        final String refused = "-ERR 'Permissions Violation for Publish to \"r.1\"'\r\n";
        assertThat(clerk.answer("PUB r.1 1\r\na\r\nPUB r.1 1\r\nb\r\nPUB r.1 1\r\nc\r\n")).isEqualTo(refused +
            "PONG\r\n");
        listener.nowNs += TimeUnit.SECONDS.toNanos(6);
        assertThat(clerk.answer("PUB r.2 1\r\nd\r\n")).isEqualTo(refused.replace("r.1", "r.2") + "PONG\r\n");
        assertThat(bob.answer("")).isEqualTo("MSG r.1 1 1\r\na\r\nMSG r.1 1 1\r\nb\r\nPONG\r\n");
    }

    @Test
    void shouldTellTheGatewayWhoseMessageItIs()
    {
        final ClientRights rights = new ClientRights("ivy", ORDERS, ORDERS, null);
        open(user("ivy", SubjectRules.ANY, SubjectRules.ANY, null, rights), User.unrestricted("bob", Secret.of("bob")));
        listener.listener.subscribe("work");

        listener.connect(hello("ivy", "ivy")).answer("PUB work 1\r\na\r\n");
        listener.connect(hello("bob", "bob")).answer("PUB work 1\r\nb\r\n");

        assertThat(listener.heard).containsExactly("a", "b");
        assertThat(listener.users).containsExactly("ivy", null);
    }

    @Test
    void shouldLetNobodyOverhearTheGatewayWhoseChannelsAreLimited()
    {
        final ClientRights rights = new ClientRights("ivy", ORDERS, ORDERS, null);
        open(user("ivy", SubjectRules.ANY, SubjectRules.ANY, null, rights), User.unrestricted("bob", Secret.of("bob")));
        listener.listener.subscribe("_STAN.pub.c.>");
        final TestListener.Client ivy = listener.connect(hello("ivy", "ivy"));
        ivy.answer("SUB _STAN.pub.> 1\r\nSUB > 2\r\nSUB _STAN.pub.> crew 3\r\n");
        final TestListener.Client operator = listener.connect(hello("bob", "bob"));
        operator.answer("SUB _STAN.pub.> 1\r\nSUB _STAN.pub.> crew 2\r\n");

        listener.connect(hello("bob", "bob")).answer("PUB _STAN.pub.c.bills 2\r\nno\r\nPUB a 2\r\nok\r\n");

        assertThat(ivy.answer("")).isEqualTo("MSG a 2 2\r\nok\r\nPONG\r\n");
        assertThat(operator.answer("")).contains("MSG _STAN.pub.c.bills 1 2\r\nno\r\n",
            "MSG _STAN.pub.c.bills 2 2\r\nno\r\n");
        assertThat(listener.heard).containsExactly("no");
    }

    @Test
    void shouldDeliverAChannelOnlyToThoseWhoMayHearIt()
    {
        final ClientRights rights = new ClientRights("ivy", ORDERS, ORDERS, null);
        open(user("ivy", SubjectRules.ANY, SubjectRules.ANY, null, rights), User.unrestricted("bob", Secret.of("bob")));
        final TestListener.Client ivy = listener.connect(hello("ivy", "ivy"));
        final TestListener.Client bob = listener.connect(hello("bob", "bob"));
        ivy.answer("SUB _INBOX.> 1\r\n");
        bob.answer("SUB _INBOX.b 1\r\n");

        deliver("bills", "_INBOX.b", "secret");
        deliver("orders.a", "_INBOX.b", "public");

        assertThat(ivy.answer("")).isEqualTo("MSG _INBOX.b 1 6\r\npublic\r\nPONG\r\n");
        assertThat(bob.answer("")).contains("secret").contains("public");
    }

    private void deliver(final String channel, final String inbox, final String text)
    {
        listener.listener.deliver(new UnsafeBuffer(channel.getBytes(UTF_8)), new UnsafeBuffer(inbox.getBytes(UTF_8)),
            new UnsafeBuffer(text.getBytes(UTF_8)), 0, text.length());
        listener.work();
    }

    @Test
    void shouldEndThoseWhoWouldNotComeInAnyMoreWhenUsersAreReadAnew()
    {
        open(User.unrestricted("ivy", Secret.of("one")), User.unrestricted("bob", Secret.of("two")),
            User.unrestricted("eve", Secret.of("three")));
        final TestListener.Client ivy = listener.connect(hello("ivy", "one"));
        final TestListener.Client bob = listener.connect(hello("bob", "two"));
        final TestListener.Client eve = listener.connect(hello("eve", "three"));
        ivy.answer("SUB orders.a 1\r\nSUB bills 2\r\n");
        bob.answer("");
        eve.answer("");

        listener.listener.reload(security(new User("ivy", Secret.of("one"), ORDERS, ORDERS, null, null), User
            .unrestricted("bob", Secret.of("another"))));

        assertThat(ivy.await("-ERR")).endsWith("-ERR 'Permissions Violation for Subscription to \"bills\"'\r\n");
        assertThat(bob.await("-ERR")).contains("Authorization Violation");
        bob.awaitEnd();
        eve.awaitEnd();
        assertThat(ivy.answer("PUB bills 1\r\nx\r\n")).contains("Permissions Violation for Publish");
        assertThat(listener.listener.interestCount()).isEqualTo(1);
        assertThat(listener.connect(hello("bob", "another")).answer("")).isEqualTo("PONG\r\n");
    }

    @Test
    void shouldEndWhoSaysALittleNowAndThenButNotWhoTheyAre()
    {
        open(User.unrestricted("ivy", Secret.of("one")));
        final TestListener.Client slow = listener.connect("C");
        listener.await("it is there", () -> listener.listener.connectionCount() == 1);
        for (int i = 0; i < 3; i++)
        {
            slow.send("O");
            listener.nowNs += TimeUnit.SECONDS.toNanos(1);
            listener.work();
        }

        assertThat(slow.await("-ERR")).contains("Authentication Timeout");
    }
}
