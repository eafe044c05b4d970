package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Publishes messages; each one is stored when it says so.
 */
@Command(name = "pub", description = "Publish to a channel and wait for the acknowledgement.")
final class PublishCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private StanOptions stan;
    @Mixin
    private JsonOption json;

    // @formatter:off
    @Option(names = "--file", paramLabel = "FILE",
        description = "Publish the content of this file, - for all of stdin.")
    private Path file;
    @Option(names = "--lines", description = "Publish every line of stdin as a message.")
    private boolean isLines;
    @Option(names = "--count", paramLabel = "N", defaultValue = "1",
        description = "Publish it so often; {n} in the message is the number of the message.")
    private int count;
    @Option(names = "--reply", paramLabel = "SUBJECT", defaultValue = "",
        description = "Where receivers may answer to.")
    private String reply;
    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name.")
    private String channel;
    @Parameters(index = "1", arity = "0..1", paramLabel = "MESSAGE", description = "Text of the message.")
    private String message;
    // @formatter:on

    @Override
    public Integer call() throws IOException
    {
        if ((message == null ? 0 : 1) + (file == null ? 0 : 1) + (isLines ? 1 : 0) != 1)
        {
            throw new CliException("pub wants one of MESSAGE, --file and --lines");
        }
        final byte[] content = file == null ? null : read();
        int published = 0;
        try (StanSession session = stan.connect())
        {
            if (isLines)
            {
                final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in,
                    StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine())
                {
                    session.publish(channel, reply, StanSession.utf8(line));
                    published++;
                }
            }
            for (int i = 1; !isLines && i <= count; i++)
            {
                session.publish(channel, reply, content != null ? content : StanSession.utf8(message.replace("{n}",
                    Integer.toString(i))));
                published++;
            }
        }
        final int stored = published;
        json.print(spec, stored + (stored == 1 ? " message" : " messages") + " stored in channel \"" + channel + "\"\n",
            document -> document.field("channel", channel).field("messages", stored));
        return ExitCode.OK.code();
    }

    private byte[] read()
    {
        try
        {
            return file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new CliException("cannot read " + file + ": " + ex.getMessage(), ex);
        }
    }
}
