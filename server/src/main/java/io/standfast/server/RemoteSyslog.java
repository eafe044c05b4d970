package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A syslog elsewhere, over UDP or TCP: {@code <29>2026-11-24T06:31:00Z host tag[pid]: text}. Owned by the thread that
 * writes log lines.
 */
final class RemoteSyslog implements SyslogSink
{
    private static final int TIMEOUT_MS = 2000;
    private static final int MAX_DATAGRAM = 8 * 1024;

    private final URI address;
    private final String tag;
    private final String host;
    private DatagramSocket datagrams;
    private Socket stream;

    /**
     * Not yet open.
     *
     * @param address {@code udp://} or {@code tcp://}, host and port.
     * @param tag     what the server calls itself.
     */
    RemoteSyslog(final URI address, final String tag)
    {
        this.address = address;
        this.tag = tag + "[" + ProcessHandle.current().pid() + "]";
        this.host = ownName();
    }

    private static String ownName()
    {
        try
        {
            return InetAddress.getLocalHost().getHostName();
        }
        catch (final UnknownHostException ex)
        {
            return "localhost";
        }
    }

    @Override
    public void send(final int priority, final String text) throws IOException
    {
        final String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(ZonedDateTime.now().truncatedTo(
            ChronoUnit.SECONDS));
        final byte[] line = ("<" + priority + ">" + time + " " + host + " " + tag + ": " + text + "\n").getBytes(UTF_8);
        if (address.getScheme().equals("udp"))
        {
            sendDatagram(line);
        }
        else
        {
            sendOnStream(line);
        }
    }

    private void sendDatagram(final byte[] line) throws IOException
    {
        if (datagrams == null)
        {
            datagrams = new DatagramSocket();
        }
        final InetSocketAddress to = new InetSocketAddress(address.getHost(), address.getPort());
        if (to.isUnresolved())
        {
            throw new UnknownHostException(address.getHost());
        }
        datagrams.send(new DatagramPacket(line, Math.min(line.length, MAX_DATAGRAM), to));
    }

    private void sendOnStream(final byte[] line) throws IOException
    {
        try
        {
            if (stream == null)
            {
                stream = new Socket();
                stream.connect(new InetSocketAddress(address.getHost(), address.getPort()), TIMEOUT_MS);
            }
            stream.getOutputStream().write(line);
        }
        catch (final IOException ex)
        {
            close();
            throw ex;
        }
    }

    @Override
    public void close() throws IOException
    {
        if (datagrams != null)
        {
            datagrams.close();
            datagrams = null;
        }
        if (stream != null)
        {
            stream.close();
            stream = null;
        }
    }
}
