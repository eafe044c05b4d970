package io.standfast.engine.store;

import java.nio.file.Path;
import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;

/**
 * Decodes the records of a store, read-only: it works beside a running server and on damaged files. Owned by one
 * thread.
 */
public final class StoreDump
{
    private static final int PROGRESS_RECORDS = 1024;

    private final StoreFindings findings;
    private final StoreProgress progress;
    private final Checksum checksum = new Checksum();
    private final StoredMessage message = new StoredMessage();
    private boolean isEachShown;
    private int segmentsDone;
    private int segmentsTotal;
    private long records;
    private long problems;

    /**
     * A dump.
     *
     * @param findings hears what there is.
     * @param progress hears how far it is.
     */
    public StoreDump(final StoreFindings findings, final StoreProgress progress)
    {
        this.findings = findings;
        this.progress = progress;
    }

    /**
     * Show every record.
     *
     * @param directory of the store.
     * @return problems found.
     */
    public long dump(final Path directory)
    {
        isEachShown = true;
        return scan(directory);
    }

    /**
     * Check every record and show what is wrong.
     *
     * @param directory of the store.
     * @return problems found.
     */
    public long verify(final Path directory)
    {
        isEachShown = false;
        return scan(directory);
    }

    private long scan(final Path directory)
    {
        final Map<Integer, Path> segments = new SegmentFiles(directory).list();
        segmentsTotal = segments.size();
        for (final Map.Entry<Integer, Path> entry : segments.entrySet())
        {
            final Segment segment = new Segment(entry.getKey(), entry.getValue());
            scan(segment);
            segment.unmap();
            segmentsDone++;
            progress.onProgress(segmentsDone, segmentsTotal, records);
        }
        findings.onEnd(segments.size(), records, problems);
        return problems;
    }

    private void scan(final Segment segment)
    {
        final UnsafeBuffer buffer = segment.buffer();
        int position = 0;
        while (position + RecordLayout.EXCERPT_HEADER_LENGTH <= buffer.capacity() && buffer.getInt(position) != 0)
        {
            final int header = buffer.getInt(position);
            final int length = header & RecordLayout.LENGTH_MASK;
            final int offset = position + RecordLayout.EXCERPT_HEADER_LENGTH;
            if ((header & RecordLayout.NOT_COMPLETE) != 0 || length > buffer.capacity() - offset)
            {
                // The end mark of a sealed segment has no length; anything else is a record that was cut off.
                report(segment, offset, length == 0 || (header & RecordLayout.META_DATA) != 0);
                return;
            }
            if ((header & RecordLayout.META_DATA) == 0)
            {
                record(segment, offset, length);
            }
            position = RecordLayout.align(offset + length);
        }
    }

    private void record(final Segment segment, final int offset, final int length)
    {
        records++;
        if (records % PROGRESS_RECORDS == 0)
        {
            progress.onProgress(segmentsDone, segmentsTotal, records);
        }
        if (length < RecordLayout.FIXED_LENGTH)
        {
            report(segment, offset, false);
            return;
        }
        message.wrap(segment.buffer(), offset, length);
        final boolean isIntact = RecordLayout.isIntact(checksum, message);
        if (isEachShown)
        {
            findings.onRecord(new StoreFindings.Stored(segment.number(), offset, message.decoder().channelId(),
                message.decoder().epoch(), message.sequence(), message.timestampNs(), message.decoder().logPosition(),
                message.decoder().payloadLength(), isIntact));
        }
        report(segment, offset, isIntact);
    }

    private void report(final Segment segment, final int offset, final boolean isFine)
    {
        if (!isFine)
        {
            problems++;
            findings.onDamage(segment.file(), offset);
        }
    }
}
