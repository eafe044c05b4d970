package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.codecs.stan.MsgProtoDecoder;
import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Option;

/**
 * Options of {@code standfast sub CHANNEL}, and what it does. Filled by the command framework.
 */
final class SubscribeOptions
{
    private static final int LAST_RECEIVED = 1;
    private static final int TIME_DELTA = 2;
    private static final int SEQUENCE = 3;
    private static final int FIRST = 4;
    private static final long PING_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    // @formatter:off
    @Option(names = "--durable", paramLabel = "NAME", defaultValue = "",
        description = "Of a durable; needs --client-id.")
    private String durable;
    @Option(names = "--queue", paramLabel = "GROUP", defaultValue = "", description = "Join a queue group.")
    private String queue;
    @Option(names = "--start", paramLabel = "PLACE", defaultValue = "new",
        description = "new, last, first, or a sequence; a durable that exists goes on where it is (default: " +
            "${DEFAULT-VALUE}).")
    private String start;
    @Option(names = "--since", paramLabel = "TIME", description = "Start with messages not older than that: 1h.")
    private String since;
    @Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "256",
        description = "Messages that may be unacknowledged (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;
    @Option(names = "--ack-wait", paramLabel = "TIME", defaultValue = "30s",
        description = "Time after which a message is sent again (default: ${DEFAULT-VALUE}).")
    private String ackWait;
    @Option(names = "--no-ack", description = "Acknowledge nothing: a durable gets the same messages again.")
    private boolean isWithoutAck;
    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private Long count;
    @Option(names = "--wait", paramLabel = "TIME", description = "End when no message has come for that long.")
    private String idle;
    @Option(names = "--raw", description = "Print payloads only, each followed by a line feed.")
    private boolean isRaw;
    @Option(names = "--json", description = "Print a JSON object a message.")
    private boolean isJson;
    // @formatter:on

    int run(final StanOptions stan, final String channel, final PrintWriter out, final PrintWriter err)
    {
        if (!durable.isEmpty() && queue.isEmpty() && !stan.hasClientId())
        {
            throw new CliException("--durable needs --client-id: a durable belongs to a client id, and a random one " +
                "leaves it behind for ever");
        }
        final StanSession.Subscribing request = request(channel);
        final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
        try (StanSession session = stan.connect())
        {
            // Ctrl-C is the usual end: without a goodbye the durable stays online for minutes.
            Runtime.getRuntime().addShutdownHook(new Thread(session::close));
            final String ackInbox = session.subscribe(request, arrived::add);
            if (!isRaw && !isJson)
            {
                err.println("Client " + session.clientId() + " is subscribed to channel " + channel);
            }
            receive(session, arrived, ackInbox, out);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK.code();
    }

    private void receive(final StanSession session, final BlockingQueue<byte[]> arrived, final String ackInbox,
        final PrintWriter out) throws InterruptedException
    {
        final long idleNs = idle == null ? Long.MAX_VALUE : MonitorOptions.durationNs("--wait", idle);
        final MsgProtoDecoder message = new MsgProtoDecoder();
        long received = 0;
        long silentNs = 0;
        while ((count == null || received < count) && silentNs < idleNs)
        {
            final long waitNs = Math.min(PING_NS, idleNs - silentNs);
            final byte[] next = arrived.poll(waitNs, TimeUnit.NANOSECONDS);
            if (next == null)
            {
                silentNs += waitNs;
                session.ping();
            }
            else if (message.wrap(new UnsafeBuffer(next), 0, next.length))
            {
                print(message, out);
                if (!isWithoutAck)
                {
                    session.ack(ackInbox, message.subject(), message.sequence());
                }
                received++;
                silentNs = 0;
            }
        }
    }

    private void print(final MsgProtoDecoder message, final PrintWriter out)
    {
        final Instant time = Instant.ofEpochSecond(message.timestamp() / NS_PER_S, message.timestamp() % NS_PER_S);
        if (isRaw)
        {
            out.println(new String(message.data(), UTF_8));
        }
        else if (isJson)
        {
            out.println(new JsonWriter().beginObject().field("sequence", message.sequence()).field("time", time
                .toString()).field("timestamp", message.timestamp()).field("redelivered", message.redelivered()).field(
                    "redelivery_count", message.redeliveryCount())
                .field("reply", message.reply()).field("payload", Base64
                    .getEncoder().encodeToString(message.data()))
                .endObject().line());
        }
        else
        {
            out.println(message.sequence() + "  " + time + (message.redelivered() ? "  redelivered " + message
                .redeliveryCount() : "") + "  " + MessageFormat.text(message.data()));
        }
        out.flush();
    }

    private StanSession.Subscribing request(final String channel)
    {
        int position = 0;
        long sequence = 0;
        final long sinceNs = since == null ? 0 : MonitorOptions.durationNs("--since", since);
        if (since != null && !start.equals("new"))
        {
            throw new CliException("--since " + since + " and --start " + start + " name two places to start at: " +
                "give one of them");
        }
        switch (start)
        {
            case "new" -> position = since == null ? 0 : TIME_DELTA;
            case "last" -> position = LAST_RECEIVED;
            case "first" -> position = FIRST;
            default -> {
                position = SEQUENCE;
                sequence = sequence();
            }
        }
        return new StanSession.Subscribing(channel, queue, durable, maxInFlight, (int) Math.max(1, MonitorOptions
            .durationNs("--ack-wait", ackWait) / NS_PER_S), position, sequence, sinceNs);
    }

    private long sequence()
    {
        try
        {
            return Long.parseLong(start);
        }
        catch (final NumberFormatException ex)
        {
            throw new CliException("--start " + start + " is none of new, last, first, or a sequence", ex);
        }
    }
}
