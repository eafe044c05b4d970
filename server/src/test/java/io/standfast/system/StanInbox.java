package io.standfast.system;

import io.nats.streaming.Message;
import io.nats.streaming.MessageHandler;
import io.nats.streaming.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one subscription has received, in order. Filled by the client library's thread, read by the test's.
 */
final class StanInbox implements MessageHandler
{
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private Subscription subscription;

    void subscription(final Subscription value)
    {
        this.subscription = value;
    }

    @Override
    public void onMessage(final Message message)
    {
        messages.add(message);
    }

    List<Message> messages()
    {
        return messages;
    }

    Message message(final int index)
    {
        return messages.get(index);
    }

    List<Long> sequences()
    {
        return List.copyOf(messages).stream().map(Message::getSequence).toList();
    }

    List<String> texts()
    {
        return List.copyOf(messages).stream().map(StanInbox::textOf).toList();
    }

    String text(final int index)
    {
        return textOf(messages.get(index));
    }

    private static String textOf(final Message message)
    {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    StanInbox awaitCount(final int count)
    {
        if (!Await.isTrueWithin(Await.DEADLINE, () -> messages.size() >= count))
        {
            throw new AssertionError(count + " messages expected, received " + sequences());
        }
        return this;
    }

    void ack(final int index)
    {
        try
        {
            messages.get(index).ack();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Close; a durable stays. The server answers after it has taken all acknowledgements sent before. */
    void close()
    {
        try
        {
            subscription.close(false);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Take the subscription back, durable or not. */
    void unsubscribe()
    {
        try
        {
            subscription.unsubscribe();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
