package io.standfast.replication.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.replication.identity.IdentityState;

/**
 * What this member knows of the others, on disk, at most once a second: so that a member whose disk is an old copy is
 * recognised also when all were restarted. Owned by the peer thread; the list is read by any.
 */
public final class PeerMemory
{
    private static final Logger LOG = LoggerFactory.getLogger(PeerMemory.class);
    private static final long WRITE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int WORDS = 3;

    private final Path file;
    private final TreeMap<Integer, PeerStatus.Remembered> known = new TreeMap<>();
    // Written by the peer thread, read by whoever asks for a status.
    private volatile List<PeerStatus.Remembered> list = List.of();
    private long incarnation;
    private boolean isChanged;
    private long writtenNs;

    /**
     * A memory.
     *
     * @param file        that keeps it; need not be there.
     * @param incarnation of the cluster; what was known of another one is forgotten.
     */
    public PeerMemory(final Path file, final long incarnation)
    {
        this.file = file;
        this.incarnation = incarnation;
        read();
    }

    /**
     * What is known.
     *
     * @return of each other member.
     */
    public List<PeerStatus.Remembered> list()
    {
        return list;
    }

    /**
     * A member has spoken.
     *
     * @param status of it.
     * @param own    incarnation of this member now.
     */
    void onStatus(final PeerStatus status, final long own)
    {
        if (own != incarnation)
        {
            incarnation = own;
            known.clear();
            list = List.of();
            isChanged = true;
        }
        if (status.identity().state() != IdentityState.READY || status.identity().incarnation() != own)
        {
            return;
        }
        // What it had recorded at its start may be taken back; what is committed is a lower bound for ever.
        final PeerStatus.Remembered before = known.get(status.memberId());
        final PeerStatus.Remembered after = new PeerStatus.Remembered(status.memberId(), Math.max(status.identity()
            .startCount(), before == null ? 0 : before.startCount()),
            Math.max(status.log().commit(), before == null ? 0 : before.logEnd()));
        if (!after.equals(before))
        {
            known.put(status.memberId(), after);
            list = List.copyOf(known.values());
            isChanged = true;
        }
    }

    int doWork(final long nowNs)
    {
        if (!isChanged || nowNs - writtenNs < WRITE_INTERVAL_NS)
        {
            return 0;
        }
        writtenNs = nowNs;
        isChanged = false;
        final StringBuilder text = new StringBuilder(Long.toHexString(incarnation)).append('\n');
        known.values().forEach(each -> text.append(each.memberId()).append(' ').append(each.startCount()).append(' ')
            .append(each.logEnd()).append('\n'));
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            channel.write(ByteBuffer.wrap(text.toString().getBytes(US_ASCII)));
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot keep what is known of the other members in {}: {}", file, ex.toString());
        }
        return 1;
    }

    private void read()
    {
        try
        {
            final List<String> lines = Files.exists(file) ? Files.readAllLines(file, US_ASCII) : List.of();
            if (lines.isEmpty() || !lines.get(0).equals(Long.toHexString(incarnation)))
            {
                return;
            }
            for (final String line : new ArrayList<>(lines).subList(1, lines.size()))
            {
                final String[] words = line.split(" ");
                if (words.length == WORDS)
                {
                    final int memberId = Integer.parseInt(words[0]);
                    known.put(memberId, new PeerStatus.Remembered(memberId, Long.parseLong(words[1]), Long.parseLong(
                        words[2])));
                }
            }
            list = List.copyOf(known.values());
        }
        catch (final IOException | NumberFormatException ex)
        {
            LOG.warn("cannot read what was known of the other members in {}: {}", file, ex.toString());
        }
    }
}
