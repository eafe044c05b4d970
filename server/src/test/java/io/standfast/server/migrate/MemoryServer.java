package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.engine.DurableView;
import io.standfast.engine.view.ChannelView;

/**
 * A server in memory that is backed up, a few messages a block, and changed by a test meanwhile. Owned by a test.
 */
final class MemoryServer implements BackupServer
{
    private static final long INCARNATION = -77;
    private static final int PAGE_LENGTH = 200;

    private final Map<String, MemoryChannel> channels = new TreeMap<>();
    private final int blockLength;
    private Runnable onAsked = () ->
    {
    };
    private BackupCatalog catalog;
    private long position = 4096;
    private long lastEpoch;

    MemoryServer(final int blockLength)
    {
        this.blockLength = blockLength;
    }

    /** Called before each answer. */
    void onAsked(final Runnable value)
    {
        onAsked = value;
    }

    Map<String, MemoryChannel> channels()
    {
        return channels;
    }

    /** What there was when the last catalog was taken. */
    BackupCatalog catalog()
    {
        return catalog;
    }

    MemoryChannel create(final String name, final long first)
    {
        final MemoryChannel channel = new MemoryChannel(name, ++lastEpoch, first);
        channels.put(name, channel);
        position += 32;
        return channel;
    }

    void delete(final String name)
    {
        channels.remove(name);
        position += 32;
    }

    void publish(final String name, final int count)
    {
        final MemoryChannel channel = channels.get(name);
        for (int i = 0; i < count; i++)
        {
            channel.last++;
            position += 64;
        }
    }

    void trim(final String name, final long first)
    {
        final MemoryChannel channel = channels.get(name);
        channel.first = Math.max(channel.first, Math.min(first, channel.last + 1));
        position += 32;
    }

    /** What a message holds follows from where it is: text, bytes, or nothing. */
    static byte[] payload(final String channel, final long epoch, final long sequence)
    {
        return sequence % 7 == 0 ? new byte[0] : sequence % 3 == 0 ? new byte[]{(byte) 0xFF, (byte) sequence}
            : (channel + "\n\"" + epoch + "\" \u00e4 " + sequence).getBytes(UTF_8);
    }

    @Override
    public String catalog(final long token, final int from)
    {
        onAsked.run();
        if (token == NEW_CATALOG)
        {
            final List<BackupCatalog.Channel> all = new ArrayList<>();
            channels.values().forEach(each -> all.add(new BackupCatalog.Channel(new ChannelView(all.size() + 1,
                each.name, each.epoch, each.first, each.last, 0, 0, each.durables.size(), List.of()),
                List.copyOf(
                    each.durables))));
            catalog = new BackupCatalog("test-cluster", INCARNATION, position, 1_795_377_166_000_000_000L, lastEpoch,
                all);
        }
        return catalog.page(from, 5, PAGE_LENGTH).text();
    }

    @Override
    public String block(final Wanted wanted)
    {
        onAsked.run();
        assert wanted.incarnation() == INCARNATION && wanted.position() == catalog.position() : wanted.toString();
        final MemoryChannel channel = channels.get(wanted.channel());
        if (channel == null || channel.epoch != wanted.epoch())
        {
            return BackupBlock.gone(wanted.channel(), channel == null ? 0 : channel.epoch);
        }
        final MemoryMessage message = new MemoryMessage();
        final BackupBlock block = new BackupBlock(wanted.channel(), message);
        for (long next = Math.max(channel.first, wanted.from()); next <= wanted.to() && block
            .length() < blockLength; next++)
        {
            message.sequence = next;
            message.payload.wrap(payload(channel.name, channel.epoch, next));
            block.add();
        }
        return block.text(channel.first);
    }

    /**
     * A channel: its messages follow from their sequences.
     */
    static final class MemoryChannel
    {
        private final String name;
        private final long epoch;
        private final List<DurableView> durables = new ArrayList<>();
        private long first;
        private long last;

        MemoryChannel(final String name, final long epoch, final long first)
        {
            this.name = name;
            this.epoch = epoch;
            this.first = first;
            last = first - 1;
        }

        long epoch()
        {
            return epoch;
        }

        long first()
        {
            return first;
        }

        long last()
        {
            return last;
        }

        void durable(final String clientId, final String group, final long lastSent, final long... pendings)
        {
            durables.add(new DurableView(clientId.getBytes(UTF_8), group.getBytes(UTF_8), "dur".getBytes(UTF_8),
                lastSent, 10, 30, pendings));
        }
    }

    /**
     * A message that is being shown.
     */
    private static final class MemoryMessage implements SourceMessage
    {
        private final UnsafeBuffer payload = new UnsafeBuffer(new byte[0]);
        private long sequence;

        @Override
        public long sequence()
        {
            return sequence;
        }

        @Override
        public long timestampNs()
        {
            return 1_795_377_166_000_000_000L + sequence;
        }

        @Override
        public byte[] reply()
        {
            return sequence % 5 == 0 ? "inbox".getBytes(UTF_8) : new byte[0];
        }

        /** Some are encrypted. */
        @Override
        public int keyId()
        {
            return sequence % 4 == 0 ? 17 : 0;
        }

        @Override
        public long nonceHigh()
        {
            return -sequence;
        }

        @Override
        public int nonceLow()
        {
            return (int) sequence;
        }

        @Override
        public DirectBuffer buffer()
        {
            return payload;
        }

        @Override
        public int payloadOffset()
        {
            return 0;
        }

        @Override
        public int payloadLength()
        {
            return payload.capacity();
        }
    }
}
