package io.standfast.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the sealed segments of a running store again, a slice at a time, and compares them with their crc; puts good
 * bytes in the place of bad ones. Owned by the scrub's thread.
 *
 * <p>It reads files, not mappings: a segment may be unmapped meanwhile, and a bad sector is an exception here.
 */
public final class StoreScrub implements AutoCloseable
{
    private static final int SLICE = 256 * 1024;
    private static final int BLOCK = 4096;
    private static final int NAMED_LIMIT = 8;

    private final SegmentTable table;
    private final SegmentScanner scanner = new SegmentScanner();
    private final Sidecar sidecar = new Sidecar();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final List<Integer> badRecords = new ArrayList<>();
    private ByteBuffer bytes;
    private Segment segment;
    private FileChannel file;
    private int passNumber;
    private int position;
    private int count;
    private int crc;
    private int brokenFrom;

    /**
     * A stored message whose record is damaged.
     *
     * @param channelId of its channel.
     * @param sequence  of it.
     */
    public record DamagedMessage(int channelId, long sequence)
    {
    }

    /**
     * A segment that is not what it was when it was sealed.
     *
     * @param file       of the segment.
     * @param segment    number.
     * @param usedLength bytes up to the end of the last record.
     * @param count      records.
     * @param crc        over all records.
     * @param offset     near which the first damage is.
     * @param messages   some of those that are damaged, none when that cannot be told.
     */
    public record Damage(Path file, int segment, int usedLength, int count, int crc, int offset,
        List<DamagedMessage> messages)
    {
    }

    StoreScrub(final SegmentTable table)
    {
        this.table = table;
    }

    /**
     * Go to the next segment: one in which a reader met a damaged record, or the next one of the pass.
     *
     * @param isSuspectDue whether one that is suspected may be looked at.
     * @param isPassDue    whether a pass may go on or begin.
     * @return false when there is none; the next pass begins at the first one.
     */
    public boolean begin(final boolean isSuspectDue, final boolean isPassDue)
    {
        Segment next = null;
        for (final Segment candidate : table.all())
        {
            if (candidate == null || !candidate.isSealed() || !candidate.isDescribed())
            {
                continue;
            }
            if (isSuspectDue && candidate.isSuspect())
            {
                begin(candidate);
                return true;
            }
            next = next == null && candidate.number() > passNumber ? candidate : next;
        }
        if (isPassDue)
        {
            passNumber = next == null ? 0 : next.number();
            if (next != null)
            {
                begin(next);
                return true;
            }
        }
        return false;
    }

    private void begin(final Segment chosen)
    {
        close();
        segment = chosen;
        position = 0;
        count = 0;
        crc = 0;
        brokenFrom = Integer.MAX_VALUE;
        badRecords.clear();
    }

    /**
     * Look at a slice of the segment.
     *
     * @return bytes that were looked at, 0 when the segment is done.
     */
    public int check()
    {
        if (position >= segment.usedLength() || brokenFrom != Integer.MAX_VALUE)
        {
            close();
            return 0;
        }
        try
        {
            if (file == null)
            {
                file = FileChannel.open(segment.file(), StandardOpenOption.READ);
            }
            final int length = read();
            final int walked = walk(length);
            if (walked == 0 && brokenFrom == Integer.MAX_VALUE && !grow(length))
            {
                brokenFrom = position;
            }
            position += walked;
            return Math.max(1, length);
        }
        catch (final IOException ex)
        {
            // A file that is gone, or a sector that cannot be read.
            brokenFrom = position;
            return 1;
        }
    }

    private int read() throws IOException
    {
        if (bytes == null)
        {
            wrap(SLICE);
        }
        bytes.clear().limit(Math.min(bytes.capacity(), segment.usedLength() - position));
        while (bytes.hasRemaining() && file.read(bytes, position + (long) bytes.position()) > 0)
        {
            continue;
        }
        return bytes.position();
    }

    private void wrap(final int capacity)
    {
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer.wrap(bytes);
    }

    /** A record that is longer than a slice. */
    private boolean grow(final int length)
    {
        final boolean isFull = length == bytes.capacity() && length < segment.usedLength() - position;
        if (isFull)
        {
            wrap((int) Math.min(2L * length, segment.usedLength()));
        }
        return isFull;
    }

    /** As far as there are whole records; where it ends the next slice begins. */
    private int walk(final int length)
    {
        int at = 0;
        while (at + RecordLayout.EXCERPT_HEADER_LENGTH <= length && position + at < segment.usedLength())
        {
            final int header = buffer.getInt(at);
            final int recordLength = header & RecordLayout.LENGTH_MASK;
            final int record = at + RecordLayout.EXCERPT_HEADER_LENGTH;
            if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 ||
                (long) position + record + recordLength > segment.usedLength())
            {
                brokenFrom = position + at;
                return at;
            }
            if ((long) record + recordLength > length)
            {
                return at;
            }
            if ((header & RecordLayout.META_DATA) == 0)
            {
                onRecord(record, recordLength);
            }
            at = RecordLayout.align(record + recordLength);
        }
        return at;
    }

    private void onRecord(final int offset, final int length)
    {
        if (scanner.isRecord(buffer, offset, length))
        {
            crc = scanner.next(crc, length, buffer.getInt(offset + RecordLayout.CRC_OFFSET));
            count++;
        }
        else
        {
            badRecords.add(position + offset);
        }
    }

    /**
     * What the check has found.
     *
     * @return damage, or null when the segment is what it was, or is not needed any more.
     */
    public Damage damage()
    {
        segment.suspect(false);
        if (isWhole() || isGone())
        {
            return null;
        }
        segment.suspect(true);
        final int offset = badRecords.isEmpty() ? brokenFrom : badRecords.get(0);
        return new Damage(segment.file(), segment.number(), segment.usedLength(), segment.count(), segment.crc(),
            offset == Integer.MAX_VALUE ? 0 : offset, damagedMessages());
    }

    private boolean isWhole()
    {
        return badRecords.isEmpty() && brokenFrom == Integer.MAX_VALUE && count == segment.count() && crc == segment
            .crc();
    }

    /** Retired: nothing that lives is in it. */
    private boolean isGone()
    {
        return table.find(segment.number()) != segment;
    }

    /** From the sidecar, which a damage to the segment leaves alone. */
    private List<DamagedMessage> damagedMessages()
    {
        final List<DamagedMessage> found = new ArrayList<>();
        if (!Files.exists(segment.file()) || segment.file().toFile().length() < segment.usedLength())
        {
            return found;
        }
        final Segment view = new Segment(segment.number(), segment.file());
        try
        {
            sidecar.read(view, null, (channelId, epoch, sequence, offset) ->
            {
                if (found.size() < NAMED_LIMIT && (badRecords.contains(offset) || offset >= brokenFrom))
                {
                    found.add(new DamagedMessage(channelId, sequence));
                }
            });
            return found;
        }
        finally
        {
            view.unmap();
        }
    }

    /**
     * Write the bytes of a good copy where they differ, into the file that is mapped: readers see them at once, and
     * bytes of intact records do not change under them. The sidecar goes first: a start after a crash in the middle
     * reads every record.
     *
     * @param good copy, verified.
     * @return whether the segment is what it was.
     * @throws IOException when the disk refuses.
     */
    public boolean repair(final Path good) throws IOException
    {
        Files.deleteIfExists(Sidecar.path(segment.file()));
        SegmentFiles.force(segment.file().getParent());
        if (Files.exists(segment.file()))
        {
            copyDifferences(good);
        }
        else if (!isGone())
        {
            // Its name was lost, readers have its bytes mapped.
            Files.move(good, segment.file(), StandardCopyOption.ATOMIC_MOVE);
            SegmentFiles.force(segment.file().getParent());
        }
        begin(segment);
        while (check() > 0)
        {
            continue;
        }
        segment.suspect(!isWhole());
        segment.sidecarRemoved();
        return isWhole() || isGone();
    }

    private void copyDifferences(final Path good) throws IOException
    {
        final ByteBuffer wanted = ByteBuffer.allocate(BLOCK);
        final ByteBuffer present = ByteBuffer.allocate(BLOCK);
        try (FileChannel source = FileChannel.open(good, StandardOpenOption.READ);
            FileChannel target = FileChannel.open(segment.file(), StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            for (long at = 0; at < segment.usedLength(); at += BLOCK)
            {
                final int length = (int) Math.min(BLOCK, segment.usedLength() - at);
                fill(source, wanted.clear().limit(length), at);
                if (!isLike(target, present.clear().limit(length), wanted.flip(), at))
                {
                    while (wanted.hasRemaining())
                    {
                        target.write(wanted, at + wanted.position());
                    }
                }
            }
            DiskForce.force(target, segment.file(), true);
        }
    }

    private static boolean isLike(final FileChannel target, final ByteBuffer present, final ByteBuffer wanted,
        final long at)
    {
        try
        {
            fill(target, present, at);
            return present.flip().equals(wanted);
        }
        catch (final IOException ex)
        {
            // A sector that cannot be read is written anew.
            return false;
        }
    }

    private static void fill(final FileChannel from, final ByteBuffer to, final long at) throws IOException
    {
        while (to.hasRemaining() && from.read(to, at + to.position()) > 0)
        {
            continue;
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(file);
        file = null;
    }
}
