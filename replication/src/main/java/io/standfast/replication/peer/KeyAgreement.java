package io.standfast.replication.peer;

import java.util.Collection;
import java.util.List;

import io.standfast.replication.identity.IdentityState;

/**
 * Whether a member that is to be launched has the key that the others have: with another one, or without it, it could
 * neither read what they have encrypted nor be read by them. A function.
 *
 * <p>What members say of their keys: 0 without one, else the key's check number, which is even, and 1 more when they
 * encrypt what is published.
 */
public final class KeyAgreement
{
    private static final long ENCRYPTS = 1;

    private KeyAgreement()
    {
    }

    /**
     * What a member says of its key.
     *
     * @param checkNumber  of the key.
     * @param isEncrypting whether it encrypts what is published.
     * @return number.
     */
    public static long said(final long checkNumber, final boolean isEncrypting)
    {
        return checkNumber | (isEncrypting ? ENCRYPTS : 0);
    }

    /**
     * Why a member may not be launched. Members that run are right; while none runs, a majority is, but never one of
     * members without a key and without data over one that has a key. To join members
     * that have no key with one that is only for reading is allowed: so encryption is turned on one member after the
     * other. To encrypt what they, or builds that know no encryption, could not read is not.
     *
     * @param own         of this member.
     * @param others      that are there.
     * @param clusterSize members in all.
     * @return one sentence, null when it may.
     */
    public static String difference(final PeerStatus own, final Collection<PeerStatus> others, final int clusterSize)
    {
        final List<PeerStatus> different = others.stream().filter(other -> isDifferent(own, other)).toList();
        final List<PeerStatus> decisive = different.stream().filter(other -> other.identity().isRunning() ||
            isCopyWithoutKey(own, other)).toList();
        if (!decisive.isEmpty())
        {
            return text(own, decisive);
        }
        final long same = others.size() - different.size() + 1L;
        return different.isEmpty() || same > clusterSize / 2 ? null : text(own, different);
    }

    /** Members that lost their data, or get a restored backup, would copy what they cannot read, and serve it. */
    private static boolean isCopyWithoutKey(final PeerStatus own, final PeerStatus other)
    {
        return !hasKey(own) && own.identity().state() != IdentityState.READY && hasKey(other);
    }

    private static boolean isDifferent(final PeerStatus own, final PeerStatus other)
    {
        return hasKey(other) ? (keyOf(other) & ~ENCRYPTS) != (keyOf(own) & ~ENCRYPTS) : (keyOf(own) & ENCRYPTS) != 0;
    }

    private static boolean hasKey(final PeerStatus member)
    {
        return keyOf(member) != 0;
    }

    private static long keyOf(final PeerStatus member)
    {
        return member.build().keyCheck();
    }

    private static String text(final PeerStatus own, final List<PeerStatus> different)
    {
        final String nodes = "nodes " + different.stream().map(PeerStatus::name).toList();
        if (!hasKey(own))
        {
            return nodes + " have a key of the encryption at rest, this node has none: start it with theirs, in " +
                "NATS_STREAMING_ENCRYPTION_KEY";
        }
        return nodes + (different.stream().anyMatch(KeyAgreement::hasKey)
            ? " have another key of the encryption at rest than this node: start all of them with the same"
            : " have no key of the encryption at rest and could not read what this node encrypts: give all nodes the " +
                "key, in NATS_STREAMING_ENCRYPTION_KEY, before one of them is started with -encrypt");
    }
}
