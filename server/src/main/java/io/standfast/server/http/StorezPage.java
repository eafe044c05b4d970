package io.standfast.server.http;

import java.time.OffsetDateTime;

import io.standfast.engine.view.ServerView;
import io.standfast.engine.view.StoreView;

/**
 * {@code /streaming/storez}: the limits in force and what is stored.
 */
public final class StorezPage implements Page
{
    /** Channels and wildcards whose limits are shown. */
    private static final int ENTRIES_MAX = 1_000;

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public StorezPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final StoreView store = source.store(ENTRIES_MAX);
        final ServerView server = source.look(views -> views.server());
        final JsonWriter json = StreamingJson.begin(source).field("now", StreamingJson.time(OffsetDateTime.now()))
            .field("type", source.facts().storeType()).name("limits").beginObject().field("max_channels", store
                .maxChannels());
        limits(json, store.global());
        if (!store.entries().isEmpty())
        {
            json.name("channels").beginObject();
            for (final StoreView.ChannelLimits entry : store.entries())
            {
                limits(json.name(entry.name()).beginObject(), entry).endObject();
            }
            json.endObject();
        }
        json.endObject().field("total_msgs", server.messages()).field("total_bytes", server.bytes());
        return PageAnswer.json(request, json.endObject().text());
    }

    private static JsonWriter limits(final JsonWriter json, final StoreView.ChannelLimits limits)
    {
        return json.field("max_msgs", limits.maxMsgs()).field("max_bytes", limits.maxBytes()).field("max_age", limits
            .maxAgeNs()).field("max_subscriptions", limits.maxSubscriptions()).field("max_inactivity", limits
                .maxInactivityNs());
    }
}
