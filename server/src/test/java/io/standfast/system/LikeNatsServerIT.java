package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bytes to a real nats-server and to our listener: the answers are the same, byte for byte.
 */
class LikeNatsServerIT
{
    private static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
    private static final String MODERN = "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\n";
    private static final String PEDANTIC = "CONNECT {\"verbose\":false,\"pedantic\":true}\r\n";
    private static final String VERBOSE = "CONNECT {\"verbose\":true}\r\n";
    private static final String NO_ECHO = "CONNECT {\"verbose\":false,\"echo\":false}\r\n";

    @TempDir
    private static Path directory;
    private static NatsServerProcess theirs;
    private static ServerProcess ours;
    private static int theirPort;
    private static int ourPort;

    @BeforeAll
    static void start()
    {
        NatsServerProcess.assumeInstalled();
        theirPort = ChildProcess.freePort();
        theirs = NatsServerProcess.start(directory.resolve("theirs"), theirPort);
        ours = ServerProcess.start(directory.resolve("ours"), "-p", "-1");
        ourPort = ours.port();
    }

    @AfterAll
    static void stop()
    {
        if (ours != null)
        {
            ours.close();
            theirs.close();
        }
    }

    static Stream<Arguments> conversations()
    {
        final String big = "x".repeat(1024 * 1024);
        return Stream.of(
            say("ping", QUIET + "PING\r\n"),
            say("lower case", "connect {}\r\nsub a 1\r\npub a 2\r\nhi\r\n"),
            say("own message", QUIET + "SUB a 1\r\nPUB a 2\r\nhi\r\n"),
            say("reply", QUIET + "SUB a 1\r\nPUB a r.1 2\r\nhi\r\n"),
            say("blanks and tabs", QUIET + "SUB  a \t 1\r\nPUB\ta   2\r\nhi\r\n"),
            say("empty payload", QUIET + "SUB a 1\r\nPUB a 0\r\n\r\n"),
            say("wildcards", QUIET + "SUB a.* 1\r\nSUB a.> 2\r\nSUB > 3\r\nSUB *.b 4\r\nPUB a.b 1\r\nx\r\n"),
            say("no wildcard inside a token", QUIET + "SUB a* 1\r\nPUB ab 1\r\nx\r\nPUB a* 1\r\ny\r\n"),
            say("unsub", QUIET + "SUB a 1\r\nUNSUB 1\r\nPUB a 1\r\nx\r\n"),
            say("unsub after two", QUIET + "SUB a 1\r\nUNSUB 1 2\r\nPUB a 1\r\nx\r\nPUB a 1\r\ny\r\nPUB a 1\r\nz\r\n"),
            say("unsub after as many as came", QUIET + "SUB a 1\r\nPUB a 1\r\nx\r\nUNSUB 1 1\r\nPUB a 1\r\ny\r\n"),
            say("unsub of nothing", QUIET + "UNSUB 7\r\n"),
            say("same sid twice", QUIET + "SUB a 1\r\nSUB b 1\r\nPUB a 1\r\nx\r\nPUB b 1\r\ny\r\n"),
            say("no echo", NO_ECHO + "SUB a 1\r\nPUB a 1\r\nx\r\n"),
            say("queue group of one", QUIET + "SUB a q 1\r\nPUB a 1\r\nx\r\n"),
            say("verbose", VERBOSE + "SUB a 1\r\nPUB a 1\r\nx\r\nUNSUB 1\r\nPING\r\n"),
            say("verbose before connect", "SUB a 1\r\nPUB a 1\r\nx\r\n"),
            say("no responders", MODERN + "SUB r 1\r\nPUB nobody r 1\r\nx\r\n"),
            say("no responders not wanted", QUIET + "SUB r 1\r\nPUB nobody r 1\r\nx\r\n"),
            say("no responders for an inbox with a limit", MODERN + "SUB r.* 1\r\nUNSUB 1 1\r\n" +
                "PUB nobody r.1 1\r\nx\r\nPUB nobody r.2 1\r\nx\r\n"),
            say("no responders for a queue group", MODERN + "SUB r q 1\r\nPUB nobody r 1\r\nx\r\n"),
            say("pedantic", PEDANTIC + "SUB a.* 1\r\nPUB a.* 1\r\nx\r\nPUB a..b 1\r\nx\r\nPUB a.b* 1\r\nx\r\n"),
            say("pedantic and verbose", "CONNECT {}\r\nPUB a.> 1\r\nx\r\nPUB a 1\r\nx\r\n"),
            say("unsub with no number", QUIET + "SUB a 1\r\nUNSUB 1 x\r\nSUB a 2\r\nUNSUB 2 -1\r\nPUB a 1\r\nx\r\n"),
            say("headers", MODERN + "SUB a 1\r\nHPUB a 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n"),
            say("headers and reply", MODERN + "SUB a 1\r\nHPUB a r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n"),
            say("maximum payload", QUIET + "SUB a 1\r\nPUB a " + big.length() + "\r\n" + big + "\r\n"),
            say("split lines", QUIET + "SUB a 1\nPUB a 2\nhi\r\n"),
            say("invalid subject", QUIET + "SUB a..b 1\r\nPING\r\n"),
            say("invalid subject with end", QUIET + "SUB .a 1\r\nSUB a. 2\r\nSUB a.>.b 3\r\n"));
    }

    static Stream<Arguments> refusals()
    {
        return Stream.of(
            say("unknown verb", QUIET + "HELLO\r\n"),
            say("garbage", "\u0001\u0002\u0003\u00ff\r\n"),
            say("http", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            say("payload too long", QUIET + "PUB a " + (1024 * 1024 + 1) + "\r\n"),
            say("bad size", QUIET + "PUB a x\r\n"),
            say("negative size", QUIET + "PUB a -1\r\n"),
            say("missing end of payload", QUIET + "PUB a 2\r\nhiXX\r\n"),
            say("too many arguments", QUIET + "PUB a b c 2\r\nhi\r\n"),
            say("too few arguments", QUIET + "PUB a\r\n"),
            say("sub without sid", QUIET + "SUB a\r\n"),
            say("sub with too many", QUIET + "SUB a b c d\r\n"),
            say("control line too long", QUIET + "SUB " + "a".repeat(5000) + " 1\r\n"),
            say("control line without end", QUIET + "SUB " + "a".repeat(5000)),
            say("connect that is no json", "CONNECT {\r\n"),
            say("connect of a later protocol", "CONNECT {\"verbose\":false,\"protocol\":2}\r\n"),
            say("no responders without headers", "CONNECT {\"verbose\":false,\"no_responders\":true}\r\n"),
            say("headers that were not announced", QUIET + "HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n"));
    }

    private static Arguments say(final String name, final String bytes)
    {
        return Arguments.of(name, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void shouldAnswerAsNatsServerWhenSpokenTo(final String name, final String bytes)
    {
        assertThat(sorted(answer(ourPort, bytes))).isEqualTo(sorted(answer(theirPort, bytes)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void shouldAnswerTheSameWhenBytesComeInPieces(final String name, final String bytes)
    {
        final String expected = answer(ourPort, bytes);
        try (Conversation conversation = Conversation.open(ourPort))
        {
            final int step = Math.max(1, bytes.length() / 7);
            for (int i = 0; i < bytes.length(); i += step)
            {
                conversation.send(bytes.substring(i, Math.min(bytes.length(), i + step)));
            }
            assertThat(sorted(conversation.awaitAnswer())).isEqualTo(sorted(expected));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldRefuseAsNatsServerAndHarmNobodyElseWhenFramesAreBroken(final String name, final String bytes)
    {
        try (Conversation bystander = Conversation.open(ourPort))
        {
            bystander.send(QUIET + "SUB here 1\r\n").awaitAnswer();

            final String ourEnd = end(ourPort, bytes);

            // nats-server hangs up without a word on bad arguments; ours says why.
            assertThat(ourEnd.replace("-ERR 'Parser Error'\r\n", "")).isEqualTo(end(theirPort, bytes));
            bystander.send("PUB here 2\r\nok\r\n");
            assertThat(bystander.awaitAnswer()).contains("MSG here 1 2\r\nok\r\n");
        }
    }

    @Test
    void shouldGiveEachMessageToOneMemberWhenQueueGroupsMeet()
    {
        for (final int port : new int[]{theirPort, ourPort})
        {
            final List<Conversation> members = new ArrayList<>();
            for (int i = 0; i < 3; i++)
            {
                members.add(Conversation.open(port).send(QUIET + "SUB work crew 1\r\n"));
                members.get(i).awaitAnswer();
            }
            try (Conversation publisher = Conversation.open(port))
            {
                publisher.send(QUIET + "PUB work 1\r\nx\r\n".repeat(300)).awaitAnswer();
                final List<Integer> counts = members.stream().map(member -> count(member.awaitAnswer())).toList();

                assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300);
                assertThat(counts).as("port %d", port).allMatch(count -> count > 30);
            }
            members.forEach(Conversation::close);
        }
    }

    /** One message for several subscriptions of a client comes in any order. */
    private static String sorted(final String text)
    {
        return text.contains("MSG a.b ") ? Stream.of(text.split("(?=MSG |PONG)")).sorted().toList().toString() : text;
    }

    private static int count(final String text)
    {
        return text.split("MSG work", -1).length - 1;
    }

    private static String answer(final int port, final String bytes)
    {
        try (Conversation conversation = Conversation.open(port))
        {
            return conversation.send(bytes).awaitAnswer();
        }
    }

    private static String end(final int port, final String bytes)
    {
        try (Conversation conversation = Conversation.open(port))
        {
            return conversation.send(bytes).awaitEnd();
        }
    }
}
