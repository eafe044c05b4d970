package io.standfast.server.cli;

import io.standfast.server.config.ProgramName;
import io.standfast.server.http.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Prints the version.
 */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable
{
    @Spec
    private CommandSpec spec;
    @Option(names = "--json", description = "Print one JSON document, with the versions of what it is built from.")
    private boolean isJson;

    @Override
    public void run()
    {
        spec.commandLine().getOut().println(isJson ? json() : ProgramName.STANDFAST.versionLine());
    }

    static String json()
    {
        final JsonWriter json = new JsonWriter().beginObject().field("version", ProgramName.VERSION).field("java",
            Runtime.version().toString()).field("java_vendor", System.getProperty("java.vendor")).field("os",
                System
                    .getProperty("os.name") + " " + System.getProperty("os.version") + " " +
                    System.getProperty(
                        "os.arch"))
            .name("components").beginObject();
        final Properties components = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties"))
        {
            components.load(in);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read the versions", ex);
        }
        components.stringPropertyNames().stream().sorted().forEach(name -> json.field(name, components.getProperty(
            name)));
        return json.endObject().endObject().text();
    }
}
