package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The lines about subscriptions that operators of the original know from its debug log (STAN-SPEC 9). Owned by the
 * engine thread; control path only.
 */
final class SubscriptionTrace
{
    private final EngineOutput output;

    SubscriptionTrace(final EngineOutput output)
    {
        this.output = output;
    }

    /**
     * A subscription or a group is new.
     *
     * @param subscription that was opened.
     * @param request      that opened it.
     */
    void started(final Subscription subscription, final SubscribeRequest request)
    {
        final long lastSent = subscription.group() == null ? subscription.lastSent() : subscription.group().lastSent();
        write(subscription, "Started new", ", sending " + startOf(request) + ", seq=" + (lastSent + 1));
    }

    void resumed(final Subscription subscription)
    {
        write(subscription, "Resumed", "");
    }

    void joined(final Subscription subscription)
    {
        write(subscription, "Added member to", "");
    }

    void suspended(final Subscription subscription)
    {
        write(subscription, "Suspended", "");
    }

    void removed(final Subscription subscription)
    {
        write(subscription, "Removed", "");
    }

    void left(final Subscription subscription)
    {
        write(subscription, "Removed member from", "");
    }

    private void write(final Subscription subscription, final String what, final String more)
    {
        final QueueGroup group = subscription.group();
        final boolean isDurable = group == null ? subscription.isDurable() : group.isDurable();
        final StringBuilder line = new StringBuilder(160).append("[Client:").append(text(subscription.clientId()))
            .append("] ").append(what).append(isDurable ? " durable" : "").append(group == null ? "" : " queue")
            .append(" subscription, subject=").append(text(subscription.channelName())).append(", inbox=")
            .append(text(subscription.inbox()));
        if (group != null)
        {
            line.append(", queue=").append(isDurable ? text(group.durableName()) + ":" : "")
                .append(text(group.groupName()));
        }
        else if (isDurable)
        {
            line.append(", durable=").append(text(subscription.durableName()));
        }
        output.onNotice(NoticeLevel.DEBUG, line.append(", subid=").append(subscription.subscriptionId()).append(more)
            .toString());
    }

    private static String startOf(final SubscribeRequest request)
    {
        return switch (request.startPosition())
        {
            case LAST_RECEIVED -> "last message";
            case TIME_DELTA_START -> "from time, ns_ago=" + request.startTimeDeltaNs();
            case SEQUENCE_START -> "from sequence, asked_seq=" + Long.toUnsignedString(request.startSequence());
            case FIRST -> "from beginning";
            default -> "new-only";
        };
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, UTF_8);
    }
}
