package io.standfast.replication.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.replication.identity.Admission.Decision;
import io.standfast.replication.identity.Admission.Part;

/**
 * The data directory: one unit of identity, cluster, archive and store, locked while the node lives. Owned by the
 * thread
 * that launches the node; {@link #markDamaged} and {@link #markReady} may come from the engine thread.
 */
public final class DataDirectory implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String STAMP = "STAMP";
    private static final String SET_ASIDE = "set-aside";
    private static final String RECOVER_FROM = "RECOVER_FROM";

    private final Path root;
    private final String clusterId;
    private final SetAside setAside;
    private FileChannel lockChannel;
    private FileLock lock;
    // Written by the launching thread and the engine thread, one after the other; read by the peer thread.
    private volatile Identity identity;

    /**
     * A directory that is not open yet.
     *
     * @param root      of the data.
     * @param clusterId that it must have.
     */
    public DataDirectory(final Path root, final String clusterId)
    {
        this.root = root;
        this.clusterId = clusterId;
        setAside = new SetAside(root.resolve(SET_ASIDE), store().getFileName().toString());
    }

    /**
     * Lock the directory and decide what it is; a new one is formed, one that is not whole is refused.
     *
     * @return identity of the node.
     */
    public Identity open()
    {
        return open(this::read, this::admit);
    }

    /**
     * Lock the directory of a cluster's member and say what it is. Nothing but another cluster's is refused: what is
     * not whole is DAMAGED, and the other members can make it whole.
     *
     * @return identity; without a file a new one, EMPTY and without incarnation.
     */
    public Identity openMember()
    {
        return open(this::readOfMember, this::look);
    }

    private Identity open(final Source source, final Look look)
    {
        try
        {
            Files.createDirectories(root);
            lock();
            final Identity found = source.read();
            if (found != null && !found.clusterId().equals(clusterId))
            {
                throw new NodeRefusedException("cluster ID \"" + clusterId + "\" does not match recovered value of \"" +
                    found.clusterId() + "\"");
            }
            identity = look.at(found);
            clearDeadMarks();
            return identity;
        }
        catch (final IOException ex)
        {
            close();
            throw new NodeRefusedException("cannot use the data directory " + root + ": " + ex.getMessage(), ex);
        }
        catch (final NodeRefusedException | DataInUseException ex)
        {
            close();
            throw ex;
        }
    }

    /**
     * The identity that is there, or null.
     */
    @FunctionalInterface
    private interface Source
    {
        Identity read() throws IOException;
    }

    /**
     * What is made of the identity that was found, or of null.
     */
    @FunctionalInterface
    private interface Look
    {
        Identity at(Identity found) throws IOException;
    }

    private Identity look(final Identity found) throws IOException
    {
        return found == null ? unknown() : write(found.started().with(stateOf(found)));
    }

    /** Without an identity a directory is empty, or something is there that nobody can vouch for. */
    private Identity unknown() throws IOException
    {
        final boolean isEmpty = part(cluster(), 0) == Part.ABSENT && part(archive(), 0) == Part.ABSENT && part(store(),
            0) == Part.ABSENT;
        return new Identity(clusterId, 0, 0, isEmpty ? IdentityState.EMPTY : IdentityState.DAMAGED, 1);
    }

    private IdentityState stateOf(final Identity found) throws IOException
    {
        final boolean isOurs = part(cluster(), found.stamp()) == Part.OURS && part(archive(), found
            .stamp()) == Part.OURS && part(store(), found.stamp()) == Part.OURS;
        return switch (found.state())
        {
            case READY -> isOurs ? IdentityState.READY : IdentityState.DAMAGED;
            case FORMING -> isOurs || isForming(found.stamp()) ? IdentityState.FORMING : IdentityState.DAMAGED;
            case EMPTY, DAMAGED, SEEDING -> found.state();
        };
    }

    /** Formed, and stopped before Aeron had recorded anything; its archive is there before its consensus module. */
    private boolean isForming(final long stamp) throws IOException
    {
        if (part(cluster(), stamp) == Part.INCOMPLETE && part(store(), stamp) == Part.OURS && Set.of(Part.INCOMPLETE,
            Part.OURS).contains(part(archive(), stamp)))
        {
            try (Stream<Path> content = Files.list(archive()))
            {
                return content.noneMatch(file -> file.toString().endsWith(".rec"));
            }
        }
        return false;
    }

    /**
     * Begin a cluster, or take part in one that another member has begun.
     *
     * @param incarnation of the cluster, 0 to draw one.
     * @return identity.
     */
    public Identity formMember(final long incarnation)
    {
        try
        {
            final SecureRandom random = new SecureRandom();
            final long startCount = identity.startCount();
            identity = write(begin(new Identity(clusterId, incarnation == 0 ? random.nextLong() : incarnation, random
                .nextLong(), IdentityState.FORMING, startCount)));
            return identity;
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot use the data directory " + root + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * Set aside what is here and begin to copy a cluster's data. A copy that was not finished is begun again, but
     * for the segments that have come; what was set aside for it stays until the data is whole.
     *
     * @param incarnation   of the cluster.
     * @param setAsideLimit bytes that are kept of what was here, or {@link SetAside#AS_MUCH_AS_IS_FREE}.
     * @return identity.
     */
    public Identity beginSeeding(final long incarnation, final long setAsideLimit)
    {
        try
        {
            if (identity.state() == IdentityState.SEEDING)
            {
                setAside.keepCopied(store());
            }
            else
            {
                setAside();
            }
            // Written before the new parts are there: after a crash the copy is begun again, nothing set aside.
            identity = write(new Identity(clusterId, incarnation, new SecureRandom().nextLong(), IdentityState.SEEDING,
                identity.startCount()));
            begin(identity);
            setAside.limit(setAsideLimit);
            return identity;
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot use the data directory " + root + ": " + ex.getMessage(), ex);
        }
    }

    /** Marked first: a crash between the moves leaves no half of it that could be taken for the whole. */
    private void setAside() throws IOException
    {
        identity = write(identity.with(IdentityState.DAMAGED));
        for (final Path part : new Path[]{cluster(), archive(), store()})
        {
            if (part(part, 0) != Part.ABSENT)
            {
                setAside.add(part);
            }
        }
    }

    /**
     * Where segments lie that need not be copied again: of an attempt that was not finished, and of the store that was
     * set aside.
     *
     * @return directories, there or not.
     */
    public List<Path> setAsideStores()
    {
        return setAside.stores();
    }

    /** What was set aside is not needed any more. */
    public void releaseSetAside()
    {
        try
        {
            setAside.release();
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot remove what was set aside in " + root + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * Which member this one is to copy by an operator's order; the order stays until the data is whole.
     *
     * @return name, or an empty text.
     */
    public String recoverFrom()
    {
        final Path file = root.resolve(RECOVER_FROM);
        try
        {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot read " + file + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * Leave an order to copy a member in a directory, for the node that runs on it or that will.
     *
     * @param root of the data.
     * @param name of the member.
     * @throws IOException when it cannot be written.
     */
    public static void orderRecoveryFrom(final Path root, final String name) throws IOException
    {
        final Path temporary = root.resolve(RECOVER_FROM + ".tmp");
        writeForced(temporary, name.getBytes(StandardCharsets.UTF_8));
        Files.move(temporary, root.resolve(RECOVER_FROM), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The data is whole, the order is done. */
    public void forgetRecoverFrom()
    {
        try
        {
            Files.deleteIfExists(root.resolve(RECOVER_FROM));
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot remove " + root.resolve(RECOVER_FROM) + ": " + ex.getMessage(), ex);
        }
    }

    private Identity begin(final Identity next) throws IOException
    {
        for (final Path part : new Path[]{cluster(), archive(), store()})
        {
            clear(part);
            Files.createDirectories(part);
            writeForced(part.resolve(STAMP), Long.toHexString(next.stamp()).getBytes(US_ASCII));
        }
        return next;
    }

    /**
     * Who the node is now.
     *
     * @return identity, read by any thread.
     */
    public Identity identity()
    {
        return identity;
    }

    /**
     * Directory of the consensus module.
     *
     * @return directory.
     */
    public Path cluster()
    {
        return root.resolve("cluster");
    }

    /**
     * Directory of the archive.
     *
     * @return directory.
     */
    public Path archive()
    {
        return root.resolve("archive");
    }

    /**
     * Directory of the message store.
     *
     * @return directory.
     */
    public Path store()
    {
        return root.resolve("store");
    }

    /**
     * Root of the data.
     *
     * @return directory.
     */
    public Path root()
    {
        return root;
    }

    /**
     * The first entry has been applied: from now on this data is never taken for a beginning.
     */
    public void markReady()
    {
        mark(IdentityState.READY);
    }

    /**
     * The data is known to be wrong.
     */
    public void markDamaged()
    {
        mark(IdentityState.DAMAGED);
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(lock, lockChannel);
        lock = null;
        lockChannel = null;
    }

    /**
     * Whether a node runs on a directory.
     *
     * @param root of the data.
     * @return true if so.
     * @throws IOException when the lock cannot be tried.
     */
    public static boolean isInUse(final Path root) throws IOException
    {
        final Path file = root.resolve("lock");
        if (!Files.exists(file))
        {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); FileLock tried = channel.tryLock())
        {
            return tried == null;
        }
        catch (final OverlappingFileLockException ex)
        {
            return true;
        }
    }

    /**
     * Which cluster's data a directory holds, without opening it.
     *
     * @param root of the data, with an identity.
     * @return cluster id.
     */
    public static String clusterIdOf(final Path root)
    {
        final Path file = root.resolve("IDENTITY");
        try
        {
            return Identity.decode(Files.readAllBytes(file)).clusterId();
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot read " + file + ": " + ex.getMessage(), ex);
        }
    }

    private void lock() throws IOException
    {
        try
        {
            lockChannel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
            lock = lockChannel.tryLock();
        }
        catch (final OverlappingFileLockException ex)
        {
            throw new DataInUseException("the data directory " + root + " is in use by this process");
        }
        if (lock == null)
        {
            throw new DataInUseException("the data directory " + root +
                " is in use by another process; stop it or use another -dir");
        }
    }

    private Identity admit(final Identity found) throws IOException
    {
        final IdentityState state = found == null ? IdentityState.EMPTY : found.state();
        final long stamp = found == null ? 0 : found.stamp();
        final Decision decision = Admission.decide(state, part(cluster(), stamp), part(archive(), stamp),
            part(store(), stamp));
        if (decision == Decision.REFUSE)
        {
            throw new NodeRefusedException("the data directory " + root + " is not whole: identity " + state +
                ", cluster " + part(cluster(), stamp) + ", archive " + part(archive(), stamp) + ", store " +
                part(store(), stamp) + "; nothing was changed, see 'standfast recover " + root + "'");
        }
        return decision == Decision.FORM ? form() : write(found.started());
    }

    private Identity form() throws IOException
    {
        final SecureRandom random = new SecureRandom();
        return write(begin(new Identity(clusterId, random.nextLong(), random.nextLong(), IdentityState.FORMING, 1)));
    }

    static void clear(final Path part) throws IOException
    {
        if (Files.isDirectory(part))
        {
            try (Stream<Path> content = Files.list(part))
            {
                for (final Path file : content.toList())
                {
                    if (Files.isDirectory(file))
                    {
                        clear(file);
                    }
                    Files.delete(file);
                }
            }
        }
    }

    private Part part(final Path directory, final long stamp) throws IOException
    {
        if (!Files.isDirectory(directory))
        {
            return Part.ABSENT;
        }
        try (Stream<Path> content = Files.list(directory))
        {
            // Who was killed while it began has left stamps, and no identity that they belong to.
            if (content.allMatch(file -> stamp == 0 && file.endsWith(STAMP)))
            {
                return Part.ABSENT;
            }
        }
        final Path file = directory.resolve(STAMP);
        if (!Files.exists(file) || !Files.readString(file, US_ASCII).equals(Long.toHexString(stamp)))
        {
            return Part.FOREIGN;
        }
        // Aeron would begin a new log without them, and take the loss of all data for a first start.
        final boolean isWhole = hasContent(directory, cluster(), "recording.log") &&
            hasContent(directory, archive(), "archive.catalog");
        return isWhole ? Part.OURS : Part.INCOMPLETE;
    }

    private static boolean hasContent(final Path directory, final Path owner, final String name) throws IOException
    {
        final Path file = directory.resolve(name);
        return !directory.equals(owner) || Files.exists(file) && Files.size(file) > 0;
    }

    /**
     * Aeron takes a mark file that was touched less than ten seconds ago for a running process. We hold the lock of the
     * directory, so whoever wrote them is dead.
     */
    private void clearDeadMarks() throws IOException
    {
        Files.deleteIfExists(archive().resolve("archive-mark.dat"));
        Files.deleteIfExists(cluster().resolve("cluster-mark.dat"));
        Files.deleteIfExists(cluster().resolve("cluster-mark-service-0.dat"));
    }

    private void mark(final IdentityState state)
    {
        try
        {
            identity = write(identity.with(state));
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot write " + root.resolve("IDENTITY"), ex);
        }
    }

    private Identity read() throws IOException
    {
        final Path file = root.resolve("IDENTITY");
        if (!Files.exists(file))
        {
            return null;
        }
        try
        {
            return Identity.decode(Files.readAllBytes(file));
        }
        catch (final NodeRefusedException ex)
        {
            throw new NodeRefusedException(file + " is damaged: " + ex.getMessage() +
                "; nothing was changed, see 'standfast recover " + root + "'", ex);
        }
    }

    /** Whose data it was nobody can say any more: it is copied from the others, as whatever is not whole. */
    private Identity readOfMember() throws IOException
    {
        try
        {
            return read();
        }
        catch (final NodeRefusedException ex)
        {
            LOG.warn("{} is damaged ({}): this member's data is taken for damaged", root.resolve("IDENTITY"), ex
                .getCause().getMessage());
            return new Identity(clusterId, 0, 0, IdentityState.DAMAGED, 0);
        }
    }

    private Identity write(final Identity next) throws IOException
    {
        final Path temporary = root.resolve("IDENTITY.tmp");
        writeForced(temporary, next.encode());
        Files.move(temporary, root.resolve("IDENTITY"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ))
        {
            directory.force(true);
        }
        return next;
    }

    private static void writeForced(final Path file, final byte[] content) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            channel.write(ByteBuffer.wrap(content));
            channel.force(true);
        }
    }
}
