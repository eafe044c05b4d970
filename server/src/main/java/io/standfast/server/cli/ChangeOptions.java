package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.util.Map;
import java.util.function.Function;
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
