package io.standfast.server.http;

import java.util.Locale;

import io.standfast.engine.view.ChannelView;
import io.standfast.replication.log.EngineView;

/**
 * {@code /clusterz/channels}: what this node's own engine holds of each channel, in JSON, with {@code ?text} a line a
 * channel. At most {@value #LIMIT} of them; {@code ?after=ID} goes on behind the last one.
 */
public final class ChannelsPage implements Page
{
    /** Channels of one answer: the engine works on nothing else meanwhile. */
    public static final int LIMIT = 1_000;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ChannelSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ChannelsPage(final ChannelSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final EngineView view = source.view(request.number("after"), LIMIT);
        if (view == null)
        {
            return PageAnswer.text(UNAVAILABLE, "the engine does not answer: the node starts, or is busy\n");
        }
        return request.has("text") ? PageAnswer.text(OK, text(view)) : PageAnswer.json(OK, json(view));
    }

    private static String text(final EngineView view)
    {
        final StringBuilder text = new StringBuilder();
        for (final ChannelView channel : view.channels())
        {
            text.append(String.format(Locale.ROOT, "%d %d %d %d %016x %s%n", channel.channelId(), channel.epoch(),
                channel.first(), channel.last(), channel.digest(), channel.name()));
        }
        return text.toString();
    }

    private static String json(final EngineView view)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("log_position", view.logPosition()).name(
            "channels").beginArray();
        for (final ChannelView channel : view.channels())
        {
            json.beginObject().field("id", channel.channelId()).field("name", channel.name()).field("epoch", channel
                .epoch()).field("first", channel.first()).field("last", channel.last()).field("bytes", channel.bytes())
                .field("digest", String.format(Locale.ROOT, "%016x", channel.digest())).endObject();
        }
        return json.endArray().endObject().text();
    }
}
