package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

/**
 * Lines on their way to a syslog.
 */
class SyslogAppenderTest
{
    private static final int TIMEOUT_MS = 30_000;

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private SyslogAppender start(final SyslogSink sink)
    {
        final SyslogAppender appender = new SyslogAppender(sink, new LogFormat(true, true), new PrintStream(err, true,
            UTF_8));
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private LoggingEvent event(final Level level, final String text, final Marker... markers)
    {
        final Logger logger = context.getLogger("io.standfast.test");
        final LoggingEvent event = new LoggingEvent(Logger.class.getName(), logger, level, text, null, null);
        List.of(markers).forEach(event::addMarker);
        return event;
    }

    @Test
    void shouldReachSyslogOverUdp() throws IOException
    {
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            syslog.setSoTimeout(TIMEOUT_MS);
            final SyslogAppender appender = start(new RemoteSyslog(URI.create("udp://127.0.0.1:" + syslog
                .getLocalPort()), "standfast"));

            appender.doAppend(event(Level.INFO, "Streaming Server is ready"));

            final DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
            syslog.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8)).matches(
                "<29>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\S+ \\S+ standfast\\[" + ProcessHandle.current().pid() +
                    "\\]: STREAM: Streaming Server is ready\n");
            appender.stop();
        }
    }

    @Test
    void shouldReachSyslogOverTcpAndComeBackWhenItWasAway() throws IOException
    {
        final int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()))
        {
            port = gone.getLocalPort();
        }
        final SyslogAppender appender = start(new RemoteSyslog(URI.create("tcp://127.0.0.1:" + port), "standfast"));
        appender.doAppend(event(Level.WARN, "lost"));
        appender.doAppend(event(Level.WARN, "lost, too"));
        assertThat(err.toString(UTF_8)).contains("the syslog does not take log lines").hasLineCount(1);

        try (ServerSocket syslog = new ServerSocket(port, 1, InetAddress.getLoopbackAddress()))
        {
            appender.doAppend(event(Level.WARN, "first\nsecond"));
            try (Socket socket = syslog.accept())
            {
                socket.setSoTimeout(TIMEOUT_MS);
                final BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                assertThat(reader.readLine()).startsWith("<28>").endsWith(": STREAM: first");
                assertThat(reader.readLine()).startsWith("<28>").endsWith(": second");
            }
        }
        assertThat(err.toString(UTF_8)).contains("takes log lines again");
        appender.stop();
    }

    @Test
    void shouldHandLinesToProgramWhenSyslogIsLocal() throws IOException
    {
        final Path lines = directory.resolve("lines");
        final SyslogAppender appender = start(new LocalSyslog(List.of("sh", "-c", "cat > '" + lines + "'")));

        appender.doAppend(event(Level.ERROR, "an error"));
        appender.doAppend(event(Level.ERROR, "the end", OperatorLines.FATAL));
        appender.doAppend(event(Level.TRACE, "detail"));
        appender.stop();

        assertThat(Files.readString(lines))
            .isEqualTo("<27>STREAM: an error\n<26>STREAM: the end\n<31>STREAM: detail\n");
    }

    @Test
    void shouldSayOnceThatLinesAreLostWhenProgramEnds()
    {
        final SyslogAppender appender = start(new LocalSyslog(List.of("sh", "-c", "exit 3")));
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);

        while (err.size() == 0 && System.nanoTime() - deadlineNs < 0)
        {
            appender.doAppend(event(Level.INFO, "lost"));
        }
        appender.doAppend(event(Level.INFO, "lost, too"));
        appender.stop();

        assertThat(err.toString(UTF_8).lines().filter(line -> line.contains("does not take log lines"))).hasSize(1);
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchProgram()
    {
        assertThatThrownBy(() -> new LocalSyslog(List.of("/no/such/logger")).open()).isInstanceOf(IOException.class);
    }
}
