package io.standfast.server;

import java.io.Closeable;
import java.io.IOException;

/**
 * The way to a syslog. Owned by the thread that writes log lines.
 */
interface SyslogSink extends Closeable
{
    /**
     * One line, opening the way first when there is none.
     *
     * @param priority facility and severity.
     * @param text     line without its end.
     * @throws IOException when it could not be handed over; the next call tries again.
     */
    void send(int priority, String text) throws IOException;
}
