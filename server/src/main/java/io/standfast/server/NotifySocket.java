package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Sends datagrams to a Unix socket, which the JDK cannot: it has those of streams only. Owned by one thread. Its
 * classes are loaded only where a supervisor has named such a socket.
 */
final class NotifySocket implements AutoCloseable
{
    /** Of the address: 2 bytes family, 108 bytes path. */
    private static final int ADDRESS_LENGTH = 110;
    private static final int PATH_OFFSET = 2;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final CLibrary c;
    private final Memory address;
    private final int addressLength;
    private final int descriptor;

    /**
     * Open.
     *
     * @param path of the socket; one that begins with {@code @} is in Linux's abstract name space.
     * @throws IllegalArgumentException when it is no such path.
     */
    NotifySocket(final String path)
    {
        final byte[] name = path.getBytes(UTF_8);
        if (name.length < 2 || name.length >= ADDRESS_LENGTH - PATH_OFFSET || name[0] != '/' && name[0] != '@')
        {
            throw new IllegalArgumentException("no path of a socket: " + path);
        }
        if (name[0] == '@')
        {
            name[0] = 0;
        }
        c = Native.load("c", CLibrary.class);
        address = new Memory(ADDRESS_LENGTH);
        address.clear();
        address.setShort(0, (short) AF_UNIX);
        address.write(PATH_OFFSET, name, 0, name.length);
        addressLength = PATH_OFFSET + name.length;
        descriptor = c.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    /**
     * Send one datagram, without waiting.
     *
     * @param text of it.
     * @return false when nobody has taken it.
     */
    boolean send(final String text)
    {
        final byte[] bytes = text.getBytes(UTF_8);
        return descriptor >= 0 && c.sendto(descriptor, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, address,
            addressLength) == bytes.length;
    }

    @Override
    public void close()
    {
        if (descriptor >= 0)
        {
            c.close(descriptor);
        }
    }

    /**
     * What is needed of the C library.
     */
    public interface CLibrary extends Library
    {
        /**
         * Make a socket.
         *
         * @param domain   of it.
         * @param type     of it.
         * @param protocol of it.
         * @return descriptor, or -1.
         */
        int socket(int domain, int type, int protocol);

        /**
         * Send a datagram.
         *
         * @param descriptor    of the socket.
         * @param bytes         to send.
         * @param length        of them.
         * @param flags         how.
         * @param address       of the receiver.
         * @param addressLength of it.
         * @return bytes that were sent, or -1.
         */
        int sendto(int descriptor, byte[] bytes, int length, int flags, Pointer address, int addressLength);

        /**
         * Close a descriptor.
         *
         * @param descriptor to be closed.
         * @return 0, or -1.
         */
        int close(int descriptor);
    }
}
