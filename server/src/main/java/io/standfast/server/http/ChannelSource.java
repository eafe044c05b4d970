package io.standfast.server.http;

import io.standfast.replication.log.EngineView;

/**
 * Where a page gets a node's channels from. Called by the thread that answers the request; may block for a moment.
 */
public interface ChannelSource
{
    /**
     * Look at channels.
     *
     * @param afterId number of the last one that is known, 0 for none.
     * @param limit   most that are wanted.
     * @return view, or null when the node's engine does not answer.
     */
    EngineView view(int afterId, int limit);
}
