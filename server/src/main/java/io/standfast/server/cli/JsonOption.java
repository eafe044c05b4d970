package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Whether a program reads what a command has done, or a person. Filled by the command framework.
 */
final class JsonOption
{
    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    boolean isAsked()
    {
        return isJson;
    }

    /**
     * Say what was done.
     *
     * @param spec   of the command.
     * @param text   for people, with its line feeds.
     * @param fields of the object for programs.
     */
    void print(final CommandSpec spec, final String text, final Consumer<JsonWriter> fields)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            final JsonWriter json = new JsonWriter().beginObject();
            fields.accept(json);
            out.print(json.endObject().text() + "\n");
        }
        else
        {
            out.print(text);
        }
        out.flush();
    }
}
