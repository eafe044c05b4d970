package io.standfast.server.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Messages of a channel one after the other, fetched page by page. Owned by one thread.
 */
final class MessagePages implements Iterator<Map<String, Object>>
{
    private final MonitorApi api;
    private final String page;
    private List<Map<String, Object>> messages = List.of();
    private int index;
    private long next;
    private long first;
    private long last;
    private boolean isStarted;

    /**
     * Messages.
     *
     * @param api     to ask.
     * @param channel of the messages.
     * @param from    first sequence.
     * @param more    more parameters of the page, each behind an ampersand.
     */
    MessagePages(final MonitorApi api, final String channel, final long from, final String more)
    {
        this.api = api;
        page = "/adminz/channels/" + MonitorApi.word(channel) + "/messages?" + more.substring(1) + "&seq=";
        next = from;
    }

    @Override
    public boolean hasNext()
    {
        while (index == messages.size() && (!isStarted || next <= last))
        {
            fetch();
        }
        return index < messages.size();
    }

    private void fetch()
    {
        isStarted = true;
        final Map<String, Object> answer = api.get(page + next);
        messages = MonitorApi.objects(answer.get("messages"));
        index = 0;
        first = MonitorApi.number(answer, "first");
        last = MonitorApi.number(answer, "last");
        next = MonitorApi.number(answer, "next");
    }

    @Override
    public Map<String, Object> next()
    {
        if (!hasNext())
        {
            throw new NoSuchElementException();
        }
        return messages.get(index++);
    }

    /** Oldest message that was stored when it was last looked. */
    long first()
    {
        return first;
    }

    /** Newest message when it was last looked. */
    long last()
    {
        return last;
    }
}
