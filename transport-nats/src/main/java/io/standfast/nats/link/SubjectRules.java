package io.standfast.nats.link;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one may do with which subjects: a list of those that are allowed, and one of those that are not all the same.
 * Immutable, so that any thread may read it; matching allocates nothing.
 */
public final class SubjectRules
{
    /** Everything is allowed. */
    public static final SubjectRules ANY = new SubjectRules(null, new SubjectPattern[0]);
    /** Subjects that one list may name. */
    public static final int MAX_SUBJECTS = 1024;

    // Null: everything.
    private final SubjectPattern[] allow;
    private final SubjectPattern[] deny;

    private SubjectRules(final SubjectPattern[] allow, final SubjectPattern[] deny)
    {
        this.allow = allow;
        this.deny = deny;
    }

    /**
     * Rules out of two lists.
     *
     * @param allow subjects, wildcards allowed, each perhaps followed by a queue group; null for all, none when empty.
     * @param deny  subjects that are not allowed although they are in the other list.
     * @return rules.
     * @throws IllegalArgumentException when something is no subject or there are too many; the message says which.
     */
    public static SubjectRules of(final List<String> allow, final List<String> deny)
    {
        return allow == null && deny.isEmpty() ? ANY
            : new SubjectRules(allow == null ? null : patterns(allow), patterns(deny));
    }

    private static SubjectPattern[] patterns(final List<String> subjects)
    {
        if (subjects.size() > MAX_SUBJECTS)
        {
            throw new IllegalArgumentException("a list may name " + MAX_SUBJECTS + " subjects, this one names " +
                subjects.size() + ": use wildcards");
        }
        final List<SubjectPattern> patterns = new ArrayList<>();
        subjects.forEach(subject -> patterns.add(SubjectPattern.of(subject)));
        return patterns.toArray(new SubjectPattern[0]);
    }

    /**
     * Whether nothing is refused.
     *
     * @return true if so.
     */
    public boolean isAny()
    {
        return allow == null && deny.length == 0;
    }

    /**
     * Whether a subject without wildcards is allowed.
     *
     * @param buffer that holds the subject.
     * @param offset of the subject.
     * @param length of the subject.
     * @return true if so.
     */
    public boolean isAllowed(final DirectBuffer buffer, final int offset, final int length)
    {
        if (allow != null && !isCovered(buffer, offset, length))
        {
            return false;
        }
        return !isDenied(buffer, offset, length);
    }

    private boolean isCovered(final DirectBuffer buffer, final int offset, final int length)
    {
        for (final SubjectPattern pattern : allow)
        {
            if (!pattern.isForQueue() && pattern.covers(buffer, offset, length))
            {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a subject is in the second list.
     *
     * @param buffer that holds the subject.
     * @param offset of the subject.
     * @param length of the subject.
     * @return true if so.
     */
    public boolean isDenied(final DirectBuffer buffer, final int offset, final int length)
    {
        for (final SubjectPattern pattern : deny)
        {
            if (!pattern.isForQueue() && pattern.touches(buffer, offset, length))
            {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one may subscribe.
     *
     * @param subject with or without wildcards.
     * @param queue   group, or null.
     * @return true if so; messages on subjects that are denied may be within it all the same.
     */
    public boolean isSubscribable(final byte[] subject, final String queue)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(subject);
        if (allow != null)
        {
            final Verdict verdict = verdict(allow, buffer, queue, true);
            if (verdict.isByQueue ? !verdict.isQueueNamed : !verdict.isSubjectNamed)
            {
                return false;
            }
        }
        final Verdict verdict = verdict(deny, buffer, queue, false);
        return verdict.isByQueue ? !verdict.isQueueNamed : !verdict.isSubjectNamed;
    }

    /**
     * Whether a subscription may meet messages that are denied, so that each must be looked at.
     *
     * @param subject of the subscription.
     * @return true if so.
     */
    public boolean isFiltered(final byte[] subject)
    {
        return deny.length > 0 && SubjectText.hasWildcard(subject);
    }

    /** As in nats-server: when an entry names subject and queue group, those entries decide over members of groups. */
    private static Verdict verdict(final SubjectPattern[] patterns, final UnsafeBuffer subject, final String queue,
        final boolean isWhole)
    {
        final Verdict verdict = new Verdict();
        for (final SubjectPattern pattern : patterns)
        {
            final boolean isMatch = isWhole ? pattern.covers(subject, 0, subject.capacity())
                : pattern.touches(subject, 0, subject.capacity());
            if (isMatch && !pattern.isForQueue())
            {
                verdict.isSubjectNamed = true;
            }
            else if (isMatch && queue != null)
            {
                verdict.isByQueue = true;
                verdict.isQueueNamed |= pattern.isQueue(queue);
            }
        }
        return verdict;
    }

    @Override
    public String toString()
    {
        return "SubjectRules[allow=" + (allow == null ? "everything" : List.of(allow)) + ", deny=" + List.of(deny) +
            "]";
    }

    /**
     * What one list says of a subscription.
     */
    private static final class Verdict
    {
        private boolean isSubjectNamed;
        private boolean isByQueue;
        private boolean isQueueNamed;
    }
}
