package io.standfast.nats.link.listener;

import java.util.List;

/**
 * A client's connection as it is between two duty cycles. Immutable.
 *
 * @param id             of the connection.
 * @param host           address of the client.
 * @param port           of the client.
 * @param startMs        when it came, Unix ms.
 * @param idleNs         time since it was last heard of or asked, ns.
 * @param pendingBytes   that wait to be sent to it.
 * @param traffic        messages and bytes.
 * @param about          what it said of itself.
 * @param interestCount  subjects that it is subscribed to.
 * @param interests      those, at most {@link #INTERESTS_MAX}; empty when they were not asked for.
 */
public record ConnectionView(long id, String host, int port, long startMs, long idleNs, int pendingBytes,
    Traffic traffic, About about, int interestCount, List<InterestView> interests)
{
    /** Subjects of a connection that are looked at: they are copied while nothing else is done. */
    public static final int INTERESTS_MAX = 4_096;

    /**
     * Messages and bytes of their payloads.
     *
     * @param inMsgs   from the client.
     * @param inBytes  from the client.
     * @param outMsgs  to the client.
     * @param outBytes to the client.
     */
    public record Traffic(long inMsgs, long inBytes, long outMsgs, long outBytes)
    {
        /**
         * Both together.
         *
         * @param other to add.
         * @return sum.
         */
        public Traffic plus(final Traffic other)
        {
            return new Traffic(inMsgs + other.inMsgs, inBytes + other.inBytes, outMsgs + other.outMsgs,
                outBytes + other.outBytes);
        }
    }

    /**
     * What a client says of itself in CONNECT; empty texts where it says nothing.
     *
     * @param name    chosen by the user.
     * @param lang    language of its library.
     * @param version of its library.
     * @param user    that it is let in as.
     */
    public record About(String name, String lang, String version, String user)
    {
        /** Of a client that has said nothing. */
        static final About NOTHING = new About("", "", "", "");
        private static final int LENGTH_LIMIT = 256;

        static About of(final ConnectOptions options)
        {
            return new About(text(options, "name"), text(options, "lang"), text(options, "version"), text(options,
                "user"));
        }

        private static String text(final ConnectOptions options, final String name)
        {
            final String text = options.text(name);
            return text.length() <= LENGTH_LIMIT ? text : text.substring(0, LENGTH_LIMIT);
        }
    }

    /**
     * A subject that a client is subscribed to.
     *
     * @param subject   with wildcards.
     * @param queue     group, or null.
     * @param sid       the client's number of it.
     * @param delivered messages.
     * @param max       messages after which it ends, 0 for none.
     */
    public record InterestView(String subject, String queue, String sid, long delivered, long max)
    {
    }
}
