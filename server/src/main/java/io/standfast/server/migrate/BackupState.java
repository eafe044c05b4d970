package io.standfast.server.migrate;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.DurableView;

/**
 * How far a backup is, as the lines of its file say: told the same ones whether they are written now or were before a
 * crash. Owned by one thread.
 */
final class BackupState
{
    private final BackupPlan plan = new BackupPlan();
    private final List<String> gone = new ArrayList<>();
    private final JsonMessage message = new JsonMessage();
    private int index;
    private boolean isBegun;
    private MessageSum sum;
    private long first;
    private long next;
    private long messages;
    private long removed;
    private long finished;
    private int durables;

    /**
     * Take a line.
     *
     * @param line next one of the file.
     * @throws IllegalArgumentException when it cannot stand there.
     */
    void accept(final JsonLine line)
    {
        if (plan.add(line))
        {
            return;
        }
        switch (line.text("type"))
        {
            case "channel" :
                begin(line);
                break;

            case "message" :
                sum.add(message.of(line, channel().name(), next));
                next++;
                break;

            case "removed" :
                restart(line.number("first_seq"));
                break;

            case "total" :
                messages += sum.total().messages();
                durables += channel().durables().size();
                removed += first - channel().first();
                finish();
                break;

            case "gone" :
                gone.add(channel().name());
                finish();
                break;

            default :
                // Marks, and durables, which are in the plan.
                break;
        }
    }

    private void begin(final JsonLine line)
    {
        if (index == plan.channels().size() || isBegun || !line.text("channel").equals(channel().name()))
        {
            throw new IllegalArgumentException("a channel stands where another one should");
        }
        isBegun = true;
        restart(channel().first());
    }

    private void restart(final long sequence)
    {
        sum = new MessageSum();
        first = sequence;
        next = sequence;
    }

    private void finish()
    {
        finished += channel().last() + 1 - channel().first();
        index++;
        isBegun = false;
    }

    BackupPlan plan()
    {
        return plan;
    }

    /** Whether there is a channel that has not been finished. */
    boolean hasChannel()
    {
        return index < plan.channels().size();
    }

    /** The one that is backed up now. */
    BackupPlan.Channel channel()
    {
        return plan.channels().get(index);
    }

    boolean isBegun()
    {
        return isBegun;
    }

    /** Whether all its messages are there. */
    boolean hasAllMessages()
    {
        return next > channel().last();
    }

    /** Sequence of the message that is to come next. */
    long next()
    {
        return next;
    }

    /** The lines that a channel ends with. */
    String ending()
    {
        final StringBuilder lines = new StringBuilder();
        for (final DurableView durable : channel().durables())
        {
            lines.append(JsonText.durable("durable", channel().name(), durable, first)).append('\n');
        }
        return lines.append(JsonText.total(channel().name(), sum.total())).append('\n').toString();
    }

    /** Messages that are in the file, but for those that are not meant any more. */
    long messages()
    {
        return messages + (isBegun ? next - first : 0);
    }

    /** Messages of finished channels that were removed while they were backed up. */
    long removed()
    {
        return removed;
    }

    /** Durables of finished channels. */
    int durables()
    {
        return durables;
    }

    /** Channels that were deleted while they were backed up. */
    List<String> gone()
    {
        return List.copyOf(gone);
    }

    /** Share of the plan that is done with: messages that are there, or do not come any more. */
    long done()
    {
        return finished + (isBegun ? next - channel().first() : 0);
    }
}
