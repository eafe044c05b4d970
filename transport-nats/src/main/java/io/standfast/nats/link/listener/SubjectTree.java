package io.standfast.nats.link.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.DirectBuffer;

import io.standfast.codecs.ByteKeyMap;

/**
 * Who is interested in which subject: a tree with one level a token, so that what a message costs depends on the length
 * of its subject and on its receivers, not on how many others there are. Matching allocates nothing. Owned by the
 * gateway thread.
 */
final class SubjectTree
{
    private static final int MAX_TOKENS = 64;

    private final Node root = new Node();
    private int size;

    void add(final Interest interest)
    {
        final byte[] subject = interest.subject();
        Node node = root;
        int begin = 0;
        while (begin <= subject.length)
        {
            final int end = tokenEnd(subject, begin);
            if (isWildcard(subject, begin, end, '>'))
            {
                node.rest.add(interest);
                size++;
                return;
            }
            node = node.childFor(subject, begin, end);
            begin = end + 1;
        }
        node.here.add(interest);
        size++;
    }

    void remove(final Interest interest)
    {
        if (remove(root, interest, 0))
        {
            size--;
        }
    }

    int size()
    {
        return size;
    }

    /**
     * Find who is interested.
     *
     * @param buffer  that holds the subject.
     * @param offset  of the subject.
     * @param length  of the subject.
     * @param matches cleared, then filled.
     */
    void match(final DirectBuffer buffer, final int offset, final int length, final List<Interest> matches)
    {
        matches.clear();
        match(root, buffer, offset, offset + length, matches);
    }

    private static void match(final Node node, final DirectBuffer buffer, final int begin, final int end,
        final List<Interest> matches)
    {
        addAll(node.rest, matches);
        int tokenEnd = begin;
        while (tokenEnd < end && buffer.getByte(tokenEnd) != '.')
        {
            tokenEnd++;
        }
        final Node literal = node.children.get(buffer, begin, tokenEnd - begin);
        matchNext(literal, buffer, tokenEnd, end, matches);
        matchNext(node.any, buffer, tokenEnd, end, matches);
    }

    private static void matchNext(final Node node, final DirectBuffer buffer, final int tokenEnd, final int end,
        final List<Interest> matches)
    {
        if (node == null)
        {
            return;
        }
        if (tokenEnd >= end)
        {
            addAll(node.here, matches);
        }
        else
        {
            match(node, buffer, tokenEnd + 1, end, matches);
        }
    }

    private static void addAll(final ArrayList<Interest> from, final List<Interest> matches)
    {
        for (int i = 0; i < from.size(); i++)
        {
            matches.add(from.get(i));
        }
    }

    /** Branches on which nobody is left are cut off. */
    private static boolean remove(final Node node, final Interest interest, final int begin)
    {
        final byte[] subject = interest.subject();
        if (begin > subject.length)
        {
            return node.here.remove(interest);
        }
        final int end = tokenEnd(subject, begin);
        if (isWildcard(subject, begin, end, '>'))
        {
            return node.rest.remove(interest);
        }
        final Node child = node.child(subject, begin, end);
        if (child == null || !remove(child, interest, end + 1))
        {
            return false;
        }
        if (child.isEmpty())
        {
            node.cut(subject, begin, end);
        }
        return true;
    }

    /**
     * Whether a subject may be subscribed to: tokens that are not empty, no white space.
     *
     * @param subject to look at.
     * @return true if so.
     */
    static boolean isValid(final byte[] subject)
    {
        if (subject.length == 0 || subject[0] == '.' || subject[subject.length - 1] == '.')
        {
            return false;
        }
        int tokens = 1;
        for (int i = 0; i < subject.length; i++)
        {
            if (subject[i] <= ' ' && subject[i] >= 0)
            {
                return false;
            }
            if (subject[i] == '.')
            {
                tokens++;
                if (subject[i - 1] == '.' || subject[i - 1] == '>' && (i == 1 || subject[i - 2] == '.'))
                {
                    return false;
                }
            }
        }
        return tokens <= MAX_TOKENS;
    }

    /**
     * Whether a subject means just itself: tokens that are not empty, none of them a wildcard.
     *
     * @param buffer that holds the subject.
     * @param offset of the subject.
     * @param length of the subject.
     * @return true if so.
     */
    static boolean isLiteral(final DirectBuffer buffer, final int offset, final int length)
    {
        int begin = offset;
        for (int i = offset; i <= offset + length; i++)
        {
            if (i == offset + length || buffer.getByte(i) == '.')
            {
                final byte last = i == begin ? (byte) '.' : buffer.getByte(i - 1);
                if (i == begin || i == begin + 1 && (last == '*' || last == '>'))
                {
                    return false;
                }
                begin = i + 1;
            }
        }
        return true;
    }

    private static int tokenEnd(final byte[] subject, final int begin)
    {
        int end = begin;
        while (end < subject.length && subject[end] != '.')
        {
            end++;
        }
        return end;
    }

    private static boolean isWildcard(final byte[] subject, final int begin, final int end, final char wildcard)
    {
        return end - begin == 1 && subject[begin] == wildcard;
    }

    /**
     * One token of subjects.
     */
    private static final class Node
    {
        private final ByteKeyMap<Node> children = new ByteKeyMap<>();
        private final ArrayList<Interest> here = new ArrayList<>(1);
        private final ArrayList<Interest> rest = new ArrayList<>(0);
        private Node any;

        private Node child(final byte[] subject, final int begin, final int end)
        {
            return isWildcard(subject, begin, end, '*') ? any : children.get(Arrays.copyOfRange(subject, begin, end));
        }

        private Node childFor(final byte[] subject, final int begin, final int end)
        {
            Node child = child(subject, begin, end);
            if (child == null)
            {
                child = new Node();
                if (isWildcard(subject, begin, end, '*'))
                {
                    any = child;
                }
                else
                {
                    children.put(Arrays.copyOfRange(subject, begin, end), child);
                }
            }
            return child;
        }

        private void cut(final byte[] subject, final int begin, final int end)
        {
            if (isWildcard(subject, begin, end, '*'))
            {
                any = null;
            }
            else
            {
                children.remove(Arrays.copyOfRange(subject, begin, end));
            }
        }

        private boolean isEmpty()
        {
            return here.isEmpty() && rest.isEmpty() && any == null && children.size() == 0;
        }
    }
}
