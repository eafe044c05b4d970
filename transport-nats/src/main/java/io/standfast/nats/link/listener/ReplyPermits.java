package io.standfast.nats.link.listener;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reply subjects that a connection may answer to, because a request with them was delivered to it. Those of the oldest
 * requests are given up when there are too many. Owned by the gateway thread.
 */
final class ReplyPermits
{
    /** Requests that may be open, as in nats-server. */
    static final int LIMIT = 4096;

    private final ResponseRule rule;
    private final Map<DirectBuffer, Permit> permits = new LinkedHashMap<>();
    private final UnsafeBuffer lookup = new UnsafeBuffer(0, 0);

    ReplyPermits(final ResponseRule rule)
    {
        this.rule = rule;
    }

    /**
     * A request was delivered.
     *
     * @param buffer that holds the reply subject.
     * @param offset of it.
     * @param length of it.
     * @param nowNs  time of the duty cycle.
     */
    void onRequest(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final byte[] subject = new byte[length];
        buffer.getBytes(offset, subject);
        final UnsafeBuffer key = new UnsafeBuffer(subject);
        permits.remove(key);
        permits.put(key, new Permit(nowNs));
        if (permits.size() > LIMIT)
        {
            final Iterator<DirectBuffer> oldest = permits.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Whether an answer may be given; counts it.
     *
     * @param buffer that holds the subject.
     * @param offset of it.
     * @param length of it.
     * @param nowNs  time of the duty cycle.
     * @return true if so.
     */
    boolean tryAnswer(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        lookup.wrap(buffer, offset, length);
        final Permit permit = permits.get(lookup);
        if (permit == null)
        {
            return false;
        }
        permit.answers++;
        if (rule.max() >= 0 && permit.answers > rule.max() ||
            rule.expiresNs() >= 0 && nowNs - permit.sinceNs > rule.expiresNs())
        {
            permits.remove(lookup);
            return false;
        }
        return true;
    }

    int size()
    {
        return permits.size();
    }

    /**
     * For one request.
     */
    private static final class Permit
    {
        private final long sinceNs;
        private int answers;

        private Permit(final long sinceNs)
        {
            this.sinceNs = sinceNs;
        }
    }
}
