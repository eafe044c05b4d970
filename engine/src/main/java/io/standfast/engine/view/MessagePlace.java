package io.standfast.engine.view;

/**
 * Where a message lay when it was looked at. Immutable.
 *
 * @param channelId number of its channel.
 * @param sequence  of the message.
 * @param location  in the store.
 */
public record MessagePlace(int channelId, long sequence, long location)
{
}
