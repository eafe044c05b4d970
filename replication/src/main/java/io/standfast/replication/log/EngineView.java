package io.standfast.replication.log;

import java.util.List;

import io.standfast.engine.view.ChannelView;

/**
 * Some of a node's channels between two entries of the log. Immutable.
 *
 * @param logPosition of the entry that was applied last.
 * @param channels    in the order of their numbers.
 */
public record EngineView(long logPosition, List<ChannelView> channels)
{
}
