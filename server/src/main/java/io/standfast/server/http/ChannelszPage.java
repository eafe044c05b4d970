package io.standfast.server.http;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ServerView;
import io.standfast.engine.view.SubscriptionView;

/**
 * {@code /streaming/channelsz}: names of the channels; with {@code ?subs=1} what they hold and who listens, with
 * {@code ?channel=NAME} one of them. Ours: {@code client} and {@code durable} pick subscriptions,
 * {@code match} picks channels by a part of their name.
 */
public final class ChannelszPage implements Page
{
    /** Channels that the engine is asked for at once. */
    private static final int CHUNK = 256;
    /** Subscriptions of one answer, give or take those of a channel. */
    private static final int SUBSCRIPTIONS_MAX = 20_000;

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ChannelszPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final boolean isWithSubscriptions = request.number("subs") == 1;
        final String name = request.text("channel");
        if (!name.isEmpty())
        {
            return one(request, name, isWithSubscriptions);
        }
        final Paging paging = Paging.of(request);
        final ServerView all = source.look(views -> views.server());
        final List<String> names = all.channels().stream().map(ChannelView::name).filter(
            each -> Paging.isMatch(request, each)).sorted().toList();
        final List<String> page = paging.of(names);
        return PageAnswer.json(request, isWithSubscriptions ? closely(request, paging, page, names.size())
            : names(paging, page, names.size()));
    }

    private PageAnswer one(final PageRequest request, final String name, final boolean isWithSubscriptions)
    {
        final List<ChannelView> found = source.look(views -> views.channels(List.of(name)));
        if (found.isEmpty())
        {
            return PageAnswer.notFound("Channel " + name + " not found");
        }
        final JsonWriter json = new JsonWriter();
        StreamingJson.channel(json, source, found.get(0), isWithSubscriptions ? picked(request, found.get(0))
            : List.of());
        return PageAnswer.json(request, json.text());
    }

    private String names(final Paging paging, final List<String> names, final int total)
    {
        final JsonWriter json = StreamingJson.list(StreamingJson.begin(source), paging, names.size(), total);
        if (!names.isEmpty())
        {
            json.name("names").beginArray();
            names.forEach(json::value);
            json.endArray();
        }
        return json.endObject().text();
    }

    private String closely(final PageRequest request, final Paging paging, final List<String> names,
        final int total)
    {
        final List<ChannelView> channels = look(names);
        final JsonWriter json = StreamingJson.list(StreamingJson.begin(source), paging, channels.size(), total);
        if (!channels.isEmpty())
        {
            json.name("channels").beginArray();
            channels.forEach(channel -> StreamingJson.channel(json, source, channel, picked(request, channel)));
            json.endArray();
        }
        return json.endObject().text();
    }

    private List<ChannelView> look(final List<String> names)
    {
        final List<ChannelView> channels = new ArrayList<>(names.size());
        int subscriptions = 0;
        for (int from = 0; from < names.size() && subscriptions < SUBSCRIPTIONS_MAX; from += CHUNK)
        {
            final List<String> chunk = names.subList(from, Math.min(from + CHUNK, names.size()));
            for (final ChannelView channel : source.look(views -> views.channels(chunk)))
            {
                if (subscriptions >= SUBSCRIPTIONS_MAX)
                {
                    break;
                }
                channels.add(channel);
                subscriptions += channel.subscriptions().size();
            }
        }
        return channels;
    }

    private static List<SubscriptionView> picked(final PageRequest request, final ChannelView channel)
    {
        final String clientId = request.text("client");
        final String durable = request.text("durable");
        return channel.subscriptions().stream().filter(subscription -> (clientId.isEmpty() || clientId.equals(
            subscription.clientId())) && (durable.isEmpty() || durable.equals(subscription.durableName()))).toList();
    }
}
