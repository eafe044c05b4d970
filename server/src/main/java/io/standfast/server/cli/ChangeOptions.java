package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options of every command that changes something on a server, and how it goes about it: look what would happen, ask,
 * do it. Filled by the command framework.
 */
final class ChangeOptions
{
    // @formatter:off
    @Option(names = {"-n", "--dry-run"}, description = "Say what would happen and change nothing.")
    private boolean isDryRun;
    @Option(names = {"-f", "--force"}, description = "Do not ask.")
    private boolean isForced;
    // @formatter:on

    /**
     * Change something.
     *
     * @param options of the server.
     * @param page    to post to.
     * @param order   to post; written to.
     * @param plan    says what will happen, one sentence.
     * @param done    says what has happened.
     * @return exit code.
     */
    int carryOut(final MonitorOptions options, final String page, final MonitorApi.Order order,
        final Function<Map<String, Object>, String> plan, final Function<Map<String, Object>, String> done)
    {
        final MonitorApi api = options.api();
        if (isDryRun || !isForced)
        {
            final Map<String, Object> planned = api.post(page, order.dryRun());
            if (isDryRun)
            {
                options.print(options.isJson() ? json(planned) : plan.apply(planned) +
                    " Nothing has been changed (--dry-run).\n");
                return ExitCode.OK.code();
            }
            Terminal.confirm(plan.apply(planned), false);
            // What was seen is meant, and not what has taken its name since.
            order.with("epoch", planned.get("epoch") instanceof final Long epoch ? epoch : null);
        }
        final Map<String, Object> answer = api.post(page, order);
        options.print(options.isJson() ? json(answer) : done.apply(answer) + "\n");
        return ExitCode.OK.code();
    }

    /**
     * Ask before a file of this machine is thrown away in favour of what a server has.
     *
     * @param options      of the server.
     * @param isDestroying whether there is anything to lose.
     * @param plan         says what will happen, a whole sentence.
     * @return whether it is to be done now; else what was to be said has been said.
     */
    boolean isMeantLocally(final MonitorOptions options, final boolean isDestroying, final String plan)
    {
        if (isDryRun)
        {
            options.print(options.isJson() ? json(Map.of("plan", plan, "dry_run", true)) : plan +
                " Nothing has been changed (--dry-run).\n");
            return false;
        }
        Terminal.confirm(plan, isForced || !isDestroying);
        return true;
    }

    /**
     * Ask before something on this machine is changed, without a server.
     *
     * @param spec   of the command.
     * @param json   whether a program reads what it says.
     * @param plan   says what will happen, a whole sentence.
     * @param fields of the object for programs.
     * @return whether it is to be done now; else what was to be said has been said.
     */
    boolean isMeant(final CommandSpec spec, final JsonOption json, final String plan, final Consumer<JsonWriter> fields)
    {
        if (isDryRun)
        {
            json.print(spec, plan + " Nothing has been changed (--dry-run).\n", document ->
            {
                fields.accept(document);
                document.field("dry_run", true);
            });
            return false;
        }
        Terminal.confirm(plan, isForced);
        return true;
    }

    private static String json(final Map<String, Object> answer)
    {
        final JsonWriter json = new JsonWriter().beginObject();
        answer.forEach((name, value) ->
        {
            if (value instanceof final Long number)
            {
                json.field(name, number);
            }
            else if (value instanceof final Boolean flag)
            {
                json.field(name, flag);
            }
            else
            {
                json.field(name, String.valueOf(value));
            }
        });
        return json.endObject().text() + "\n";
    }
}
