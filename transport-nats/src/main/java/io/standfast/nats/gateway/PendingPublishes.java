package io.standfast.nats.gateway;

import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.replication.log.ByteQueue;
import io.standfast.replication.log.CommandPublisher;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * Ack subjects and guids of the messages that wait for their batch's results, in the order in which they came. Owned by
 * the gateway thread.
 * <pre>
 *   tag: command id of the batch
 *   0                4                       4 + subject
 *   +----------------+-----------------------+---------+
 *   | subject length | ack subject           | guid    |
 *   +----------------+-----------------------+---------+
 * </pre>
 */
final class PendingPublishes
{
    private static final int CAPACITY = 16 * 1024 * 1024;
    private static final int SUBJECT_OFFSET = Integer.BYTES;
    private static final int ITEMS_LIMIT = 1024;

    private final ByteQueue queue = new ByteQueue(CAPACITY);
    private final CommandPublisher commands;
    private final ReplyPublisher replies;
    private final PublishTimes times;
    private final NanoClock clock;
    private final NanoClock cycleClock;
    private final String[] refusals = new String[ITEMS_LIMIT];
    private int refusalCount;

    PendingPublishes(final CommandPublisher commands, final ReplyPublisher replies, final PublishTimes times,
        final NanoClock clock, final NanoClock cycleClock)
    {
        this.commands = commands;
        this.replies = replies;
        this.times = times;
        this.clock = clock;
        this.cycleClock = cycleClock;
    }

    /**
     * Whether more messages may be read.
     */
    boolean isReady()
    {
        return queue.size() < CAPACITY / 2;
    }

    /**
     * A message has come; it is not looked at yet.
     */
    void onArrived()
    {
        times.onArrived(cycleClock.nanoTime(), clock);
    }

    /**
     * Put a message into the open batch and remember who waits for its ack.
     *
     * @return false when there is no room: nothing has happened.
     */
    boolean tryAdd(final PubMsgDecoder message, final DirectBuffer ackSubject)
    {
        final int subjectLength = ackSubject.capacity();
        if (!queue.tryClaim(SUBJECT_OFFSET + subjectLength + message.guidLength()) || !commands.addPublish(message))
        {
            return false;
        }
        final int offset = queue.claimedOffset();
        queue.buffer().putInt(offset, subjectLength);
        queue.buffer().putBytes(offset + SUBJECT_OFFSET, ackSubject, 0, subjectLength);
        queue.buffer().putBytes(offset + SUBJECT_OFFSET + subjectLength, message.buffer(), message.guidOffset(),
            message.guidLength());
        queue.commit(commands.publishCommandId());
        times.onAdded(commands.publishCommandId(), cycleClock.nanoTime(), clock);
        return true;
    }

    void onRefused(final int item, final String text)
    {
        refusals[item] = text;
        refusalCount++;
    }

    /**
     * Answer a batch: its messages in their order, those that were refused with their texts.
     */
    void onResults(final long commandId, final int accepted, final int refused)
    {
        commands.onBatchReply();
        times.onResults(commandId, clock);
        dropOlder(commandId);
        int item = 0;
        while (isHead(commandId))
        {
            answerHead(refusals[item]);
            item++;
        }
        if (item != accepted + refused || refusalCount != refused)
        {
            throw new IllegalStateException("results do not match the batch: commandId=" + commandId +
                " expected=" + item + " accepted=" + accepted + " refused=" + refused + " texts=" + refusalCount);
        }
        forgetRefusals(item);
    }

    /**
     * A batch as a whole was refused.
     */
    void onBatchRefused(final long commandId, final String text)
    {
        commands.onBatchReply();
        times.clear();
        while (isHead(commandId))
        {
            answerHead(text);
        }
    }

    void clear()
    {
        queue.clear();
        times.clear();
        forgetRefusals(ITEMS_LIMIT);
    }

    private void dropOlder(final long commandId)
    {
        while (!queue.isEmpty() && queue.headTag() < commandId)
        {
            queue.remove();
        }
    }

    private boolean isHead(final long commandId)
    {
        return !queue.isEmpty() && queue.headTag() == commandId;
    }

    private void answerHead(final String error)
    {
        final int offset = queue.headOffset();
        final int subjectLength = queue.buffer().getInt(offset);
        final int guidLength = queue.headLength() - SUBJECT_OFFSET - subjectLength;
        replies.pubAck(queue.buffer(), offset + SUBJECT_OFFSET, subjectLength, guidLength, error);
        queue.remove();
    }

    private void forgetRefusals(final int items)
    {
        if (refusalCount > 0)
        {
            Arrays.fill(refusals, 0, items, null);
            refusalCount = 0;
        }
    }
}
