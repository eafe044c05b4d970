package io.standfast.engine.view;

/**
 * How often policies did something, since they are part of the state; the same on every member. Immutable.
 *
 * @param deadLetters        messages moved to a dead-letter channel.
 * @param givenUp            messages taken for acked because there was no dead-letter channel for them.
 * @param refusedDeadLetters messages sent once more because the dead-letter channel could not take them.
 * @param expiredDurables    durables removed because nobody used them.
 * @param duplicates         publishes answered without being stored.
 * @param forgottenGuids     guids forgotten before their window was over.
 */
public record PolicyView(long deadLetters, long givenUp, long refusedDeadLetters, long expiredDurables,
    long duplicates, long forgottenGuids)
{
}
