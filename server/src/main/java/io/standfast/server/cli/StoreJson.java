package io.standfast.server.cli;

import io.standfast.engine.store.StoreFindings;
import io.standfast.server.http.JsonWriter;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What is in a store, for programs: an object for each finding, one a line, and one for all at the end. Owned by one
 * thread.
 *
 * @param out for the lines.
 */
record StoreJson(PrintWriter out) implements StoreFindings
{
    @Override
    public void onRecord(final Stored stored)
    {
        line(new JsonWriter().beginObject().field("type", "record").field("segment", stored.segment()).field("offset",
            stored.offset()).field("channel", stored.channelId()).field("epoch", stored.epoch()).field("sequence",
                stored.sequence())
            .field("timestamp_ns", stored.timestampNs()).field("log_position", stored.logPosition())
            .field("payload", stored.payload()).field("intact", stored.isIntact()));
    }

    @Override
    public void onDamage(final Path file, final int offset)
    {
        line(new JsonWriter().beginObject().field("type", "damaged").field("file", file.toString()).field("offset",
            offset));
    }

    @Override
    public void onEnd(final int segments, final long records, final long problems)
    {
        line(new JsonWriter().beginObject().field("type", "end").field("segments", segments).field("records", records)
            .field("problems", problems));
    }

    private void line(final JsonWriter json)
    {
        out.print(json.endObject().line() + "\n");
    }
}
