package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.engine.view.ViewSession;

/**
 * Copies channels, a slice at a time. Stepped by the engine thread. A channel of many subscriptions takes several
 * slices: which ones it has is settled at the first of them.
 */
final class ChannelViewSession implements ViewSession<List<ChannelView>>
{
    /** Channels and subscriptions of one slice. */
    static final int SLICE = 128;

    private final Source source;
    private final boolean isWithSubscriptions;
    private final int slice;
    private final List<ChannelView> seen = new ArrayList<>();
    private Channel current;
    private List<Subscription> members;
    private List<SubscriptionView> views;

    /**
     * Which channels are wanted.
     */
    interface Source
    {
        /**
         * Next ones.
         *
         * @param limit most that are wanted, ignored when they are few.
         * @return channels; empty when there are no more.
         */
        Collection<Channel> next(int limit);
    }

    ChannelViewSession(final Source source, final boolean isWithSubscriptions, final int slice)
    {
        this.source = source;
        this.isWithSubscriptions = isWithSubscriptions;
        this.slice = slice;
    }

    @Override
    public boolean doWork()
    {
        return isWithSubscriptions ? lookClosely() : look();
    }

    private boolean look()
    {
        final Collection<Channel> channels = source.next(slice);
        for (final Channel channel : channels)
        {
            seen.add(view(channel, List.of()));
        }
        return channels.size() < slice;
    }

    private boolean lookClosely()
    {
        int left = slice;
        while (left > 0)
        {
            if (current == null)
            {
                final Collection<Channel> channels = source.next(1);
                if (channels.isEmpty())
                {
                    return true;
                }
                begin(channels.iterator().next());
                left--;
            }
            while (left > 0 && views.size() < members.size())
            {
                views.add(EngineViews.view(members.get(views.size())));
                left--;
            }
            if (views.size() == members.size())
            {
                seen.add(view(current, List.copyOf(views)));
                current = null;
            }
        }
        return false;
    }

    @Override
    public List<ChannelView> view()
    {
        return seen;
    }

    private void begin(final Channel channel)
    {
        current = channel;
        members = new ArrayList<>(channel.subscriptions());
        for (final QueueGroup group : channel.groups())
        {
            members.addAll(group.members());
        }
        views = new ArrayList<>(members.size());
    }

    private static ChannelView view(final Channel channel, final List<SubscriptionView> subscriptions)
    {
        return new ChannelView(channel.channelId(), EngineViews.text(channel.name()), channel.epoch(), channel.first(),
            channel.last(), channel.bytes(), channel.digest(), channel.subscriptionCount(), subscriptions);
    }

    /**
     * Channels in the order of their numbers.
     */
    static final class Range implements Source
    {
        private final Channels channels;
        private int afterId;
        private int left;

        Range(final Channels channels, final int afterId, final int limit)
        {
            this.channels = channels;
            this.afterId = afterId;
            this.left = limit;
        }

        @Override
        public Collection<Channel> next(final int limit)
        {
            final List<Channel> next = new ArrayList<>(Math.min(limit, left));
            for (final Channel channel : channels.after(afterId))
            {
                if (next.size() == Math.min(limit, left))
                {
                    break;
                }
                next.add(channel);
            }
            if (!next.isEmpty())
            {
                afterId = next.get(next.size() - 1).channelId();
            }
            left -= next.size();
            return next;
        }
    }

    /**
     * Channels of these names, one after the other.
     */
    static final class Names implements Source
    {
        private final Channels channels;
        private final List<String> names;
        private int at;

        Names(final Channels channels, final List<String> names)
        {
            this.channels = channels;
            this.names = names;
        }

        @Override
        public Collection<Channel> next(final int limit)
        {
            while (at < names.size())
            {
                final Channel channel = channels.byName(names.get(at).getBytes(UTF_8));
                at++;
                if (channel != null)
                {
                    return List.of(channel);
                }
            }
            return List.of();
        }
    }
}
