package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;

/**
 * What a client's conversation does not show: slow, quiet and silent clients, and a gateway that cannot take more. Real
 * sockets; time is the test's.
 */
class ListenerTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String HELLO = "CONNECT {\"verbose\":false}\r\n";

    private final Gateway gateway = new Gateway();
    private final List<SocketChannel> clients = new ArrayList<>();
    private Listener listener;
    private long nowNs = 1_000_000_000L;

    @AfterEach
    void close()
    {
        clients.forEach(CloseHelper::quietClose);
        listener.close();
    }

    @Test
    void shouldTellWhatItIsCalledAndWhereItIsReached() throws IOException
    {
        open(new ListenerContext().serverName("one").advertised("stan.example:4999"));

        assertThat(read(connect(HELLO + "PING\r\n"), "PONG\r\n")).contains("\"server_name\":\"one\"",
            "\"host\":\"stan.example\",\"port\":4999", "\"connect_urls\":[\"stan.example:4999\"]");
    }

    @Test
    void shouldTellItsOwnPortWhenOnlyAHostIsAdvertised() throws IOException
    {
        open(new ListenerContext().advertised("stan.example"));

        assertThat(read(connect(HELLO + "PING\r\n"), "PONG\r\n")).contains("\"server_name\":\"standfast\"",
            "\"host\":\"stan.example\",\"port\":" + listener.boundPort());
    }

    @Test
    void shouldShowSubjectsOfThoseThatAreWantedAndNotAllOfWhoHasMany() throws Exception
    {
        final int many = ConnectionView.INTERESTS_MAX + 10;
        final ListenerContext context = new ListenerContext();
        open(context);
        final SocketChannel crowded = connect(HELLO);
        connect(HELLO + "SUB small 1\r\n");
        final StringBuilder subscriptions = new StringBuilder();
        for (int i = 0; i < many; i++)
        {
            subscriptions.append("SUB s.").append(i).append(' ').append(i).append("\r\n");
        }
        send(crowded, subscriptions.toString());
        await("all are there", () -> listener.interestCount() == many + 1);

        final List<ConnectionView> plain = look(context, Set.of());
        final ConnectionView most = plain.stream().filter(each -> each.interestCount() == many).findFirst()
            .orElseThrow();
        final List<ConnectionView> closely = look(context, Set.of(most.id()));

        assertThat(plain).hasSize(2).allMatch(each -> each.interests().isEmpty());
        assertThat(closely).filteredOn(each -> each.id() == most.id()).singleElement().satisfies(each ->
        {
            assertThat(each.interestCount()).isEqualTo(many);
            assertThat(each.interests()).hasSize(ConnectionView.INTERESTS_MAX);
        });
        assertThat(closely).filteredOn(each -> each.id() != most.id()).allMatch(each -> each.interests().isEmpty());
    }

    private List<ConnectionView> look(final ListenerContext context, final Set<Long> close) throws Exception
    {
        final CompletableFuture<ListenerView> view = CompletableFuture.supplyAsync(() -> context.look().view(close,
            TimeUnit.NANOSECONDS.toMillis(DEADLINE_NS)));
        await("a look", view::isDone);
        return view.get().connections();
    }

    @Test
    void shouldDropTheSlowAndServeTheOthersWhenOneDoesNotRead() throws IOException
    {
        open(new ListenerContext().maxPendingBytes(4 * 1024 * 1024));
        final SocketChannel slow = connect(HELLO + "SUB flood 1\r\n");
        final SocketChannel other = connect(HELLO + "SUB small 1\r\n");
        await("both are there", () -> listener.interestCount() == 2);

        final String message = "PUB flood 100000\r\n" + "x".repeat(100_000) + "\r\n";
        final SocketChannel publisher = connect(HELLO);
        for (int i = 0; i < 400 && listener.connectionCount() == 3; i++)
        {
            send(publisher, message);
        }

        await("the slow one is gone", () -> listener.connectionCount() == 2);
        assertThat(listener.interestCount()).isEqualTo(1);
        send(publisher, "PUB small 2\r\nok\r\n");
        assertThat(read(other, "MSG small 1 2\r\nok\r\n")).contains("ok");
        assertThat(slow.isOpen()).isTrue();
    }

    @Test
    void shouldDropWhoHoldsMostWhenManyDoNotRead() throws IOException
    {
        open(new ListenerContext().maxBufferedBytes(8 * 1024 * 1024));
        final int slow = 12;
        for (int i = 0; i < slow; i++)
        {
            connect(HELLO + "SUB flood 1\r\n");
        }
        final SocketChannel other = connect(HELLO + "SUB small 1\r\n");
        final SocketChannel publisher = connect(HELLO);
        await("all are there", () -> listener.connectionCount() == slow + 2 && listener.interestCount() == slow + 1);

        final String message = "PUB flood 100000\r\n" + "x".repeat(100_000) + "\r\n";
        for (int i = 0; i < 400 && listener.connectionCount() == slow + 2; i++)
        {
            send(publisher, message);
            assertThat(listener.bufferedBytes()).isLessThanOrEqualTo(8 * 1024 * 1024 / 4 * 5);
        }

        await("memory is there again", () -> listener.bufferedBytes() <= 8 * 1024 * 1024);
        assertThat(listener.connectionCount()).as("some had to go, not all").isBetween(3, slow + 1);
        send(publisher, "PUB small 2\r\nok\r\n");
        assertThat(read(other, "MSG small 1 2\r\nok\r\n")).contains("ok");
    }

    @Test
    void shouldServeOthersWhenManyDoNotFinishWhatTheySay() throws IOException
    {
        open(new ListenerContext().maxBufferedBytes(8 * 1024 * 1024));
        final String halfSaid = HELLO + "PUB work 1000000\r\n" + "x".repeat(900_000);
        for (int i = 0; i < 20; i++)
        {
            try
            {
                send(connect(HELLO), halfSaid);
            }
            catch (final IOException ex)
            {
                // It was the one that held most.
                work();
            }
            assertThat(listener.bufferedBytes()).isLessThanOrEqualTo(8 * 1024 * 1024 / 4 * 5);
        }
        listener.subscribe("work");
        final SocketChannel publisher = connect(HELLO + "PUB work 5\r\nwhole\r\nPING\r\n");
        read(publisher, "PONG\r\n");

        assertThat(gateway.messages).containsExactly("whole");
        await("memory is there again", () -> listener.bufferedBytes() <= 8 * 1024 * 1024);
    }

    @Test
    void shouldReadNothingMoreOfWhomItCannotServeNow() throws IOException
    {
        open(new ListenerContext());
        listener.subscribe("work");
        final SocketChannel publisher = connect(HELLO);
        await("it is there", () -> listener.connectionCount() == 1);
        gateway.room = 1;
        final ByteBuffer bytes = ByteBuffer.wrap("PUB work 10000\r\n".concat("x".repeat(10_000)).concat("\r\n").repeat(
            600).getBytes(ISO_8859_1));
        for (int i = 0; i < 2_000; i++)
        {
            publisher.write(bytes);
            work();
        }

        assertThat(listener.bufferedBytes()).as("the rest waits at the client").isLessThan(256 * 1024);
        gateway.room = Integer.MAX_VALUE;
        await("all have come", () ->
        {
            try
            {
                publisher.write(bytes);
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
            return gateway.messages.size() == 600;
        });
    }

    @Test
    void shouldEndAStrangerThatSaysMoreThanItsName() throws IOException
    {
        open(new ListenerContext().token("s3cret"));
        final SocketChannel stranger = connect("PUB work 1000000\r\n" + "x".repeat(100_000));

        assertThat(read(stranger, "-ERR 'Authorization Violation'\r\n")).contains("Authorization Violation");
        await("it is gone", () -> listener.connectionCount() == 0);
    }

    @Test
    void shouldEndAStrangerAtItsFirstWordWhateverItIs() throws IOException
    {
        open(new ListenerContext().token("s3cret"));
        for (final String word : List.of("SUB . 1\r\n", "PUB a 1048000\r\n", "HPUB a 12 1048000\r\n", "PING\r\n",
            "UNSUB 1\r\n", "PONG\r\n"))
        {
            final SocketChannel stranger = connect(word);

            assertThat(read(stranger, "\r\n-ERR 'Authorization Violation'\r\n")).as(word).startsWith("INFO");
            await("it is gone", () -> listener.connectionCount() == 0);
        }
    }

    @Test
    void shouldMakeNoRoomForWhatAStrangerWantsToSay() throws IOException
    {
        open(new ListenerContext().token("s3cret"));
        final SocketChannel stranger = connect("");
        await("it is there", () -> listener.connectionCount() == 1);

        stranger.write(ByteBuffer.wrap("PUB a 900000\r\n".getBytes(ISO_8859_1)));
        await("it is heard", () -> listener.doWork(nowNs) > 0);

        assertThat(listener.bufferedBytes()).isLessThan(100 * 1024);
    }

    @Test
    void shouldAnswerASubjectThatIsNoneAtOnce() throws IOException
    {
        open(new ListenerContext());

        assertThat(read(connect(HELLO + "SUB . 1\r\n"), "-ERR 'Invalid Subject'\r\n")).contains("Invalid Subject");
    }

    @Test
    void shouldRestAndThenGiveUpAClientThatDoesNotTakeItsLastWords() throws IOException
    {
        open(new ListenerContext().maxPendingBytes(256 * 1024));
        final SocketChannel deaf = connect("");
        final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        while (bytes.remaining() > 9)
        {
            bytes.put("SUB . 1\r\n".getBytes(ISO_8859_1));
        }
        int idle = 0;
        while (idle < 100)
        {
            idle = deaf.write(bytes.rewind().limit(bytes.limit() / 9 * 9)) == 0 ? idle + 1 : 0;
            work();
        }

        await("nothing is left to do", () -> listener.doWork(nowNs) == 0);
        assertThat(listener.doWork(nowNs)).as("and nothing comes again").isZero();
        assertThat(listener.connectionCount()).isEqualTo(1);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        work();
        nowNs += TimeUnit.SECONDS.toNanos(3);
        work();
        assertThat(listener.connectionCount()).isZero();
        assertThat(listener.bufferedBytes()).isZero();
    }

    @Test
    void shouldTakeALoneCarriageReturnForTheEndOfASubject() throws IOException
    {
        open(new ListenerContext());
        final SocketChannel client = connect(HELLO + "SUB > 1\r\nPUB a\rb 2\r\nhi\r\nPUB a\r 2\r\nho\r\nPING\r\n");

        assertThat(read(client, "PONG\r\n")).endsWith("MSG a 1 b 2\r\nhi\r\nMSG a 1 2\r\nho\r\nPONG\r\n");
    }

    @Test
    void shouldGiveUpThoseWhoHaveNotSaidWhoTheyAreWhenTheyHoldMoreThanTheirShare() throws IOException
    {
        open(new ListenerContext().maxBufferedBytes(2200 * 1024));
        final SocketChannel known = connect(HELLO + "PING\r\n");
        read(known, "PONG\r\n");
        send(known, "PUB a 900000\r\n" + "x".repeat(500_000));
        final SocketChannel unknown = connect("PING\r\n");
        read(unknown, "PONG\r\n");
        send(unknown, "PUB a 300000\r\n" + "x".repeat(50_000));

        await("one is given up", () -> listener.connectionCount() == 1);

        send(known, "x".repeat(400_000) + "\r\nPING\r\n");
        assertThat(read(known, "PONG\r\n")).endsWith("PONG\r\n");
    }

    @Test
    void shouldGiveUpWhoHoldsMostAndNotWhoComesWhenNewcomersHoldLittle() throws IOException
    {
        open(new ListenerContext().maxBufferedBytes(2200 * 1024));
        final SocketChannel newcomer = connect("PING\r\n");
        read(newcomer, "PONG\r\n");
        send(newcomer, "PUB a 20000\r\n" + "x".repeat(10_000));
        final SocketChannel greedy = connect(HELLO + "PING\r\n");
        read(greedy, "PONG\r\n");
        final SocketChannel other = connect(HELLO + "PING\r\n");
        read(other, "PONG\r\n");
        send(greedy, "PUB a 900000\r\n" + "x".repeat(500_000));
        send(other, "PUB a 300000\r\n" + "x".repeat(50_000));

        await("one is given up", () -> listener.connectionCount() == 2);

        await("it is the one that holds most", () -> isEnded(greedy));
        send(newcomer, "x".repeat(10_000) + "\r\nPING\r\n");
        assertThat(read(newcomer, "PONG\r\n")).endsWith("PONG\r\n");
    }

    @Test
    void shouldServeTheKnownWhileAFloodOfStrangersSaysWhatItWants() throws IOException
    {
        open(new ListenerContext().maxBufferedBytes(4 * 1024 * 1024));
        final SocketChannel known = connect(HELLO + "SUB a 1\r\nPING\r\n");
        read(known, "PONG\r\n");
        send(known, "PUB b 900000\r\n" + "x".repeat(500_000));

        final List<SocketChannel> strangers = new ArrayList<>();
        for (int i = 0; i < 40; i++)
        {
            strangers.add(connect(""));
        }
        await("all are there", () -> listener.connectionCount() == 41);
        for (final SocketChannel stranger : strangers)
        {
            stranger.write(ByteBuffer.wrap(("PUB b 200000\r\n" + "x".repeat(10_000)).getBytes(ISO_8859_1)));
        }

        work();

        assertThat(listener.bufferedBytes()).as("the reserve is not theirs").isLessThan(4 * 1024 * 1024 + 600_000);
        send(known, "x".repeat(400_000) + "\r\nPUB a 2\r\nok\r\n");
        assertThat(read(known, "MSG a 1 2\r\nok\r\n")).contains("ok");
        await("memory is there again", () -> listener.bufferedBytes() <= 4 * 1024 * 1024);
    }

    @Test
    void shouldHoldNoMoreClientsThanItWouldServe() throws IOException
    {
        open(new ListenerContext().door(() -> Door.HOLD).maxConnections(2));
        final SocketChannel first = connect("");
        final SocketChannel second = connect("");
        await("two are held", () -> listener.doWork(nowNs) == 0);
        final SocketChannel third = connect("");

        await("the third is sent away", () -> isEnded(third));
        assertThat(isEnded(first) || isEnded(second)).isFalse();
    }

    private static boolean isEnded(final SocketChannel channel)
    {
        try
        {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        }
        catch (final IOException ex)
        {
            return true;
        }
    }

    @Test
    void shouldPingTheQuietAndEndThoseThatDoNotAnswer() throws IOException
    {
        open(new ListenerContext().pingIntervalNs(TimeUnit.SECONDS.toNanos(10)));
        final SocketChannel answering = connect(HELLO + "SUB a 1\r\n");
        final SocketChannel silent = connect(HELLO + "SUB b 1\r\n");
        await("both have been heard", () -> listener.interestCount() == 2);

        for (int i = 1; i <= 2; i++)
        {
            nowNs += TimeUnit.SECONDS.toNanos(11);
            assertThat(read(answering, "PING\r\n")).contains("PING");
            send(answering, "PONG\r\n");
            read(silent, "PING\r\n");
        }
        nowNs += TimeUnit.SECONDS.toNanos(11);

        assertThat(read(silent, "-ERR 'Stale Connection'\r\n")).contains("Stale Connection");
        await("only the one that answers is left", () -> listener.connectionCount() == 1);
        send(answering, "PING\r\n");
        assertThat(read(answering, "PONG\r\n")).contains("PONG");
    }

    @Test
    void shouldServeWithSmallMessagesAndOnePingWhenItIsTold() throws IOException
    {
        open(new ListenerContext().maxPayload(1024).maxPingsOut(1).pingIntervalNs(TimeUnit.SECONDS.toNanos(10)));
        final SocketChannel client = connect(HELLO + "SUB a 1\r\nPUB a 1024\r\n" + "x".repeat(1024) + "\r\n");
        assertThat(read(client, "MSG a 1 1024\r\n")).contains("\"max_payload\":1024");

        nowNs += TimeUnit.SECONDS.toNanos(11);
        read(client, "PING\r\n");
        nowNs += TimeUnit.SECONDS.toNanos(11);

        assertThat(read(client, "-ERR 'Stale Connection'\r\n")).contains("Stale Connection");
    }

    @Test
    void shouldEndWhoDoesNotSayWhoTheyAreInTime() throws IOException
    {
        open(new ListenerContext().user("ivy", "s3cret"));
        final SocketChannel silent = connect("");
        final SocketChannel known = connect(
            "CONNECT {\"verbose\":false,\"user\":\"ivy\",\"pass\":\"s3cret\"}\r\nPING\r\n");
        read(known, "PONG\r\n");
        await("both are there", () -> listener.connectionCount() == 2);

        nowNs += TimeUnit.SECONDS.toNanos(3);

        assertThat(read(silent, "-ERR 'Authentication Timeout'\r\n")).contains("Authentication Timeout");
        await("the silent one is gone", () -> listener.connectionCount() == 1);
    }

    @Test
    void shouldLetNobodyInWithAWrongTokenOrWithout() throws IOException
    {
        open(new ListenerContext().token("s3cret"));
        final SocketChannel wrong = connect("CONNECT {\"auth_token\":\"guess\"}\r\n");
        final SocketChannel without = connect("SUB a 1\r\n");

        assertThat(read(wrong, "-ERR 'Authorization Violation'\r\n")).contains("Authorization Violation");
        assertThat(read(without, "-ERR 'Authorization Violation'\r\n")).contains("Authorization Violation");
        await("both are gone", () -> listener.connectionCount() == 0);
        final SocketChannel right = connect("CONNECT {\"verbose\":false,\"auth_token\":\"s3cret\"}\r\nPING\r\n");
        assertThat(read(right, "PONG\r\n")).contains("PONG");
    }

    @Test
    void shouldLoseNothingWhenTheGatewayCannotTakeMoreForAWhile() throws IOException
    {
        open(new ListenerContext());
        listener.subscribe("work.>");
        final SocketChannel publisher = connect(HELLO);
        final StringBuilder messages = new StringBuilder();
        for (int i = 0; i < 500; i++)
        {
            messages.append("PUB work.a ").append(Integer.toString(i).length()).append("\r\n").append(i).append(
                "\r\n");
        }

        gateway.room = 7;
        send(publisher, messages.toString());
        for (int i = 0; i < 20; i++)
        {
            work();
        }
        assertThat(gateway.messages).as("no more than it had room for").hasSize(7);
        gateway.room = Integer.MAX_VALUE;

        await("all have come", () -> gateway.messages.size() == 500);
        for (int i = 0; i < 500; i++)
        {
            assertThat(gateway.messages.get(i)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void shouldServeManyConnectionsAtOnce() throws IOException
    {
        open(new ListenerContext());
        final int count = 2_000;
        for (int i = 0; i < count; i++)
        {
            connect(HELLO + "SUB each." + i + " 1\r\n");
            work();
        }
        await("all are there", () -> listener.connectionCount() == count && listener.interestCount() == count);
        final SocketChannel publisher = connect(HELLO);
        for (int i = 0; i < count; i += 199)
        {
            send(publisher, "PUB each." + i + " 1\r\nx\r\n");
            assertThat(read(clients.get(i), "MSG each." + i + " 1 1\r\nx\r\n")).contains("MSG each." + i);
        }
    }

    private void open(final ListenerContext context)
    {
        listener = new Listener(context.host("127.0.0.1").port(0));
        listener.open(gateway);
    }

    private SocketChannel connect(final String hello) throws IOException
    {
        final SocketChannel channel = SocketChannel
            .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener
                .boundPort()));
        channel.configureBlocking(false);
        clients.add(channel);
        send(channel, hello);
        return channel;
    }

    private void send(final SocketChannel channel, final String text) throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        while (bytes.hasRemaining())
        {
            channel.write(bytes);
            work();
        }
    }

    private String read(final SocketChannel channel, final String until)
    {
        final StringBuilder text = new StringBuilder();
        final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        await(until, () ->
        {
            bytes.clear();
            try
            {
                text.append(new String(bytes.array(), 0, Math.max(0, channel.read(bytes)), ISO_8859_1));
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
            return text.indexOf(until) >= 0;
        });
        return text.toString();
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            work();
            assertThat(System.nanoTime() - deadlineNs).as("not in time: %s", what).isNegative();
        }
    }

    private void work()
    {
        listener.doWork(nowNs);
        listener.flush();
    }

    /**
     * A gateway with so much room.
     */
    private static final class Gateway implements LinkHandler
    {
        private final List<String> messages = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public void onMessage(final LinkMessage message)
        {
            room--;
            messages.add(message.payload().getStringWithoutLengthUtf8(0, message.payload().capacity()));
        }

        @Override
        public boolean isReady()
        {
            return room > 0;
        }

        @Override
        public void onLinkUp(final String text)
        {
        }

        @Override
        public void onLinkDown(final String text)
        {
        }
    }
}
