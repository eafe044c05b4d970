package io.standfast.engine;

import io.standfast.engine.store.ChannelIndex;

/**
 * Who gets which message when: first deliveries, acks, and what is sent again. Owned by the engine thread.
 *
 * <p>No entry of the log sends more than a bounded number of messages: what is left over is the backlog, worked on in
 * turn, a slice with every entry and every timer.
 */
final class Dispatcher
{
    /** Messages that a subscription is sent at once because of its own ack or subscribe. */
    static final int SEND_LIMIT = 1024;
    /** Messages out of the backlog with every entry. */
    static final int BACKLOG_LIMIT = 256;
    /** Messages out of the backlog with every timer. */
    static final int BACKLOG_TIMER_LIMIT = 8192;
    /** Messages of one subscription that are sent again with one timer. */
    static final int REDELIVERY_LIMIT = 8192;
    /** A message due within this time is sent again with those that are due (STAN-SPEC 2.4). */
    static final long REDELIVERY_SLACK_NS = 15_000_000L;

    private final EngineClock clock;
    private final DeadlineHeap deadlines;
    private final EngineOutput output;
    private final Backlog backlog = new Backlog();
    private final DueMessages due = new DueMessages();
    private DeadLetters deadLetters;
    private long backlogCursor;

    Dispatcher(final EngineClock clock, final DeadlineHeap deadlines, final EngineOutput output)
    {
        this.clock = clock;
        this.deadlines = deadlines;
        this.output = output;
    }

    /**
     * Where messages go that have been delivered often enough; set once, before the first entry.
     *
     * @param target for them.
     */
    void deadLetters(final DeadLetters target)
    {
        deadLetters = target;
    }

    void onAppended(final Channel channel)
    {
        for (int i = 0; i < channel.subscriptions().size(); i++)
        {
            send(channel.subscriptions().get(i), 1);
        }
        for (int i = 0; i < channel.groups().size(); i++)
        {
            send(channel.groups().get(i), 1);
        }
    }

    /**
     * Send what may be sent, the rest goes to the backlog.
     *
     * @param receiver of the messages.
     * @param limit    messages at most now.
     * @return messages sent.
     */
    int send(final Receiver receiver, final int limit)
    {
        if (!canSend(receiver))
        {
            return 0;
        }
        final int sent = sendUpTo(receiver, limit);
        if (sent == limit && canSend(receiver))
        {
            backlog.add(receiver);
        }
        return sent;
    }

    /**
     * Send all pendings of a subscription again, then new messages.
     *
     * @param subscription that has come (back) online.
     */
    void resendPendings(final Subscription subscription)
    {
        if (subscription.pendings().isEmpty())
        {
            return;
        }
        subscription.holdAndResendFrom(1);
        backlog.add(subscription);
    }

    /**
     * A subscription begins anew somewhere else: nothing of what it was sent counts.
     *
     * @param subscription of which nothing is sent until {@link #send}.
     * @return messages that were pending.
     */
    int restart(final Subscription subscription)
    {
        final int pending = subscription.pendings().size();
        subscription.pendings().free();
        subscription.releaseHold();
        deadlines.disarm(subscription.deadline());
        backlog.remove(subscription.receiverId());
        updateStalled(subscription);
        return pending;
    }

    /**
     * The messages before a sequence are gone: nobody is to ack them any more.
     *
     * @param subscription that may have been sent some of them.
     * @param sequence     first one that is stored.
     * @return messages that were pending.
     */
    int forgetBefore(final Subscription subscription, final long sequence)
    {
        final int removed = subscription.pendings().removeBefore(sequence);
        updateStalled(subscription);
        if (subscription.pendings().isEmpty())
        {
            deadlines.disarm(subscription.deadline());
        }
        return removed;
    }

    /** A snapshot holds no backlog: here is left of it what {@link #restoreBacklog} makes of that snapshot. */
    void onSnapshot()
    {
        backlog.removeIf(receiver -> !belongsToBacklog(receiver));
    }

    void forget(final Receiver receiver)
    {
        backlog.remove(receiver.receiverId());
    }

    boolean hasBacklog()
    {
        return !backlog.isEmpty();
    }

    /**
     * Work on the backlog, receiver after receiver.
     *
     * @param limit messages at most.
     */
    void sendBacklog(final int limit)
    {
        int left = limit;
        while (left > 0 && !backlog.isEmpty())
        {
            final Receiver next = backlog.next(backlogCursor);
            backlogCursor = next.receiverId();
            left -= Math.max(1, sendSlice(next, Math.min(left, BACKLOG_LIMIT)));
        }
    }

    /**
     * A message has been acked.
     *
     * @param subscription whose ack inbox was used.
     * @param sequence     of the message.
     * @return whether it was pending.
     */
    boolean onAck(final Subscription subscription, final long sequence)
    {
        final QueueGroup group = subscription.group();
        if (removePending(subscription, sequence))
        {
            send(group == null ? subscription : group, SEND_LIMIT);
            return true;
        }
        if (group != null)
        {
            for (int i = 0; i < group.members().size(); i++)
            {
                if (removePending(group.members().get(i), sequence))
                {
                    send(group, SEND_LIMIT);
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The ack wait of a subscription has run out for at least one message.
     *
     * @param subscription whose deadline was due.
     */
    void onRedeliveryDue(final Subscription subscription)
    {
        final PendingAcks pendings = subscription.pendings();
        if (pendings.isEmpty() || !subscription.isOnline())
        {
            return;
        }
        final long nowNs = clock.nowNs();
        if (subscription.group() == null && subscription.isHeartbeatMissed())
        {
            deadlines.arm(subscription.deadline(), nowNs + subscription.ackWaitNs());
            return;
        }
        due.clear();
        pendings.collectDue(nowNs + REDELIVERY_SLACK_NS, due);
        deadLetters.begin();
        for (int i = 0; i < REDELIVERY_LIMIT && !due.isEmpty() && !deadLetters.isSated(); i++)
        {
            redeliverDue(subscription, due.sequence(), due.deadlineNs());
            due.remove();
        }
        rearm(subscription);
        if (!due.isEmpty())
        {
            // The rest has its turn with the next timer.
            deadlines.arm(subscription.deadline(), nowNs + 1);
        }
        // A message that is no longer stored counts as acked: there may be room for another.
        send(subscription.group() == null ? subscription : subscription.group(), SEND_LIMIT);
    }

    /**
     * Arm the deadline of a subscription for its earliest pending.
     *
     * @param subscription that has pendings or not.
     */
    void rearm(final Subscription subscription)
    {
        final long earliestNs = subscription.pendings().earliestDeadlineNs();
        if (earliestNs == Deadline.NULL_DEADLINE || !subscription.isOnline())
        {
            deadlines.disarm(subscription.deadline());
        }
        else
        {
            deadlines.arm(subscription.deadline(), earliestNs);
        }
    }

    void updateStalled(final Subscription subscription)
    {
        subscription.stalled(subscription.pendings().size() >= subscription.maxInFlight());
    }

    long backlogCursor()
    {
        return backlogCursor;
    }

    void restore(final long cursor)
    {
        backlogCursor = cursor;
    }

    /**
     * Put a receiver back where it was when the snapshot was taken.
     *
     * @param receiver that may have a backlog.
     */
    void restoreBacklog(final Receiver receiver)
    {
        if (belongsToBacklog(receiver))
        {
            backlog.add(receiver);
        }
    }

    private static boolean belongsToBacklog(final Receiver receiver)
    {
        final boolean isResending = receiver instanceof Subscription s && s.isNewOnHold();
        return isResending || canSend(receiver);
    }

    private int sendSlice(final Receiver receiver, final int limit)
    {
        int sent = 0;
        if (receiver instanceof Subscription subscription && subscription.isNewOnHold())
        {
            sent = resend(subscription, limit);
            if (subscription.isNewOnHold())
            {
                return sent;
            }
            if (subscription.group() != null)
            {
                backlog.remove(receiver.receiverId());
                send(subscription.group(), limit);
                return sent;
            }
        }
        sent += sendUpTo(receiver, limit - sent);
        if (!canSend(receiver))
        {
            backlog.remove(receiver.receiverId());
        }
        return sent;
    }

    private int resend(final Subscription subscription, final int limit)
    {
        final PendingAcks pendings = subscription.pendings();
        final long expiryNs = clock.nowNs() + subscription.ackWaitNs();
        int sent = 0;
        int slot = pendings.lowerBound(subscription.resendFrom());
        while (sent < limit && slot < pendings.span())
        {
            final long sequence = pendings.sequence(slot);
            // One that was delivered often enough waits for its ack, or for the end of its ack wait.
            if (pendings.isLive(slot) && !DeadLetters.isExhausted(subscription.channel(), pendings.count(slot)) &&
                redeliver(subscription, slot, expiryNs))
            {
                sent++;
            }
            subscription.holdAndResendFrom(sequence + 1);
            slot = pendings.lowerBound(sequence + 1);
        }
        if (slot >= pendings.span())
        {
            subscription.releaseHold();
            updateStalled(subscription);
            rearm(subscription);
            if (subscription.channel().policies().maxDeliveries() > 0 &&
                subscription.deadline().deadlineNs() <= clock.nowNs())
            {
                // One that was not sent again is due: it has its turn with the next timer.
                deadlines.arm(subscription.deadline(), clock.nowNs() + 1);
            }
        }
        return sent;
    }

    /**
     * Send a pending message again, or forget it when it is no longer stored.
     */
    private boolean redeliver(final Subscription subscription, final int slot, final long expiryNs)
    {
        final PendingAcks pendings = subscription.pendings();
        final long sequence = pendings.sequence(slot);
        final long location = subscription.channel().index().location(sequence);
        if (location == ChannelIndex.NULL_LOCATION)
        {
            removePending(subscription, sequence);
            return false;
        }
        final int count = pendings.count(slot) == -1 ? 1 : pendings.count(slot) + 1;
        pendings.update(slot, expiryNs, count);
        output.onDeliver(subscription.subscriptionId(), sequence, location, count);
        return true;
    }

    private void redeliverDue(final Subscription subscription, final long sequence, final long deadlineNs)
    {
        final PendingAcks pendings = subscription.pendings();
        final int slot = pendings.find(sequence);
        if (DeadLetters.isExhausted(subscription.channel(), pendings.count(slot)) && isTaken(subscription, slot))
        {
            removePending(subscription, sequence);
            return;
        }
        final QueueGroup group = subscription.group();
        final Subscription receiver = group == null ? subscription : group.pickMember();
        if (receiver == subscription)
        {
            redeliver(subscription, slot, nextExpiryNs(deadlineNs, subscription.ackWaitNs()));
            return;
        }
        final int count = pendings.count(slot);
        addPending(receiver, sequence, clock.nowNs() + receiver.ackWaitNs(), count);
        removePending(subscription, sequence);
        final int moved = receiver.pendings().find(sequence);
        redeliver(receiver, moved, clock.nowNs() + receiver.ackWaitNs());
    }

    /** A message is not delivered again when it is a dead letter now, or no longer stored. */
    private boolean isTaken(final Subscription subscription, final int slot)
    {
        final long sequence = subscription.pendings().sequence(slot);
        final long location = subscription.channel().index().location(sequence);
        return location == ChannelIndex.NULL_LOCATION ||
            deadLetters.take(subscription, sequence, location, subscription.pendings().count(slot));
    }

    /**
     * The cadence is kept: previous expiry plus ack wait (STAN-SPEC 2.4). After a time in which nothing ran it begins
     * anew, or every missed beat would be sent at once.
     */
    private long nextExpiryNs(final long expiryNs, final long ackWaitNs)
    {
        final long nextNs = expiryNs + ackWaitNs;
        return nextNs > clock.nowNs() + REDELIVERY_SLACK_NS ? nextNs : clock.nowNs() + ackWaitNs;
    }

    private int sendUpTo(final Receiver receiver, final int limit)
    {
        int sent = 0;
        while (sent < limit && canSend(receiver))
        {
            final Channel channel = receiver.channel();
            final long sequence = Math.max(receiver.lastSent() + 1, channel.first());
            receiver.lastSent(sequence);
            final long location = channel.index().location(sequence);
            if (location != ChannelIndex.NULL_LOCATION)
            {
                final Subscription to = receiver instanceof QueueGroup group ? group.pickMember()
                    : (Subscription) receiver;
                addPending(to, sequence, clock.nowNs() + to.ackWaitNs(), 0);
                output.onDeliver(to.subscriptionId(), sequence, location, 0);
                sent++;
            }
        }
        return sent;
    }

    private static boolean canSend(final Receiver receiver)
    {
        if (Math.max(receiver.lastSent() + 1, receiver.channel().first()) > receiver.channel().last())
        {
            return false;
        }
        if (receiver instanceof Subscription subscription)
        {
            return subscription.group() == null && subscription.isOnline() && !subscription.isStalled() &&
                !subscription.isNewOnHold();
        }
        final QueueGroup group = (QueueGroup) receiver;
        return !group.members().isEmpty() && group.shadow() == null && !group.isOnHold() && !group.isStalled();
    }

    private void addPending(final Subscription subscription, final long sequence, final long expiryNs,
        final int count)
    {
        subscription.pendings().add(sequence, expiryNs, count);
        updateStalled(subscription);
        if (!subscription.deadline().isArmed())
        {
            deadlines.arm(subscription.deadline(), expiryNs);
        }
    }

    private boolean removePending(final Subscription subscription, final long sequence)
    {
        final int slot = subscription.pendings().find(sequence);
        if (slot == PendingAcks.NOT_FOUND)
        {
            return false;
        }
        subscription.pendings().remove(slot);
        updateStalled(subscription);
        if (subscription.pendings().isEmpty())
        {
            deadlines.disarm(subscription.deadline());
        }
        return true;
    }
}
