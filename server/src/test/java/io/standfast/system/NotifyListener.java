package io.standfast.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens at a Unix datagram socket, as systemd does. Owned by the test's thread.
 */
final class NotifyListener implements AutoCloseable
{
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int ADDRESS_LENGTH = 110;
    private static final int PATH_OFFSET = 2;

    private final CLibrary c = Native.load("c", CLibrary.class);
    private final List<String> messages = new ArrayList<>();
    private final byte[] buffer = new byte[4096];
    private final int descriptor;

    NotifyListener(final Path path)
    {
        final byte[] name = path.toString().getBytes(UTF_8);
        final Memory address = new Memory(ADDRESS_LENGTH);
        address.clear();
        address.setShort(0, (short) AF_UNIX);
        address.write(PATH_OFFSET, name, 0, name.length);
        descriptor = c.socket(AF_UNIX, SOCK_DGRAM, 0);
        if (c.bind(descriptor, address, PATH_OFFSET + name.length + 1) != 0)
        {
            throw new IllegalStateException("cannot bind " + path);
        }
    }

    /** All that was said so far. */
    List<String> messages()
    {
        int length = c.recv(descriptor, buffer, buffer.length, MSG_DONTWAIT);
        while (length > 0)
        {
            messages.add(new String(buffer, 0, length, UTF_8));
            length = c.recv(descriptor, buffer, buffer.length, MSG_DONTWAIT);
        }
        return messages;
    }

    void await(final String text)
    {
        Await.until("\"" + text + "\" is said to the supervisor", () -> messages().stream().anyMatch(
            message -> message.contains(text)));
    }

    @Override
    public void close()
    {
        c.close(descriptor);
    }

    /**
     * What is needed of the C library.
     */
    public interface CLibrary extends Library
    {
        /** Make a socket. */
        int socket(int domain, int type, int protocol);

        /** Give it a name. */
        int bind(int descriptor, Pointer address, int length);

        /** Take what has come. */
        int recv(int descriptor, byte[] buffer, int length, int flags);

        /** Close it. */
        int close(int descriptor);
    }
}
