package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks at clients, and closes them.
 */
@Command(name = "client", description = "Look at clients, and close them.")
final class ClientCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "client: ls, info or kick is missing");
    }

    @Command(name = "ls", description = "List registered clients.")
    int ls(@Mixin final MonitorOptions options)
    {
        final List<Map<String, Object>> clients = options.api().list("/streaming/clientsz", "clients");
        if (options.isJson())
        {
            final JsonWriter json = new JsonWriter().beginObject().name("clients").beginArray();
            clients.forEach(each -> json.beginObject().field("client", MonitorApi.text(each, "id")).field(
                "subscriptions", MonitorApi.number(each, "subs_count"))
                .field("heartbeat_inbox", MonitorApi.text(each, "hb_inbox")).endObject());
            options.print(json.endArray().endObject().text() + "\n");
            return ExitCode.OK.code();
        }
        final Table table = new Table("CLIENT", "SUBSCRIPTIONS", "HEARTBEAT INBOX");
        clients.forEach(each -> table.add(MonitorApi.text(each, "id"), MonitorApi.number(each, "subs_count"), MonitorApi
            .text(each, "hb_inbox")));
        options.print(table);
        return ExitCode.OK.code();
    }

    @Command(name = "info", description = "Show a client and its subscriptions.")
    int info(@Mixin final MonitorOptions options,
        @Parameters(paramLabel = "ID", description = "Client id.") final String id)
    {
        final MonitorApi api = options.api();
        final Map<String, Object> client = api.find("/streaming/clientsz?subs=1&client=" + MonitorApi.word(id))
            .orElseThrow(() -> MonitorApi.unknown("client", id, api.list("/streaming/clientsz", "clients").stream().map(
                each -> MonitorApi.text(each, "id")).toList()));
        final List<SubscriptionRow> subscriptions = api.channels().stream().flatMap(channel -> channel.subscriptions()
            .stream()).filter(each -> each.client().equals(id)).toList();
        if (options.isJson())
        {
            final JsonWriter json = new JsonWriter().beginObject().field("client", id)
                .field("heartbeat_inbox", MonitorApi
                    .text(client, "hb_inbox"))
                .name("subscriptions").beginArray();
            subscriptions.forEach(each -> each.write(json));
            options.print(json.endArray().endObject().text() + "\n");
            return ExitCode.OK.code();
        }
        options.print("Client " + id + ": heartbeats to " + MonitorApi.text(client, "hb_inbox") + ", " + subscriptions
            .size() + " subscriptions\n");
        if (!subscriptions.isEmpty())
        {
            options.print(SubscriptionCommand.table(subscriptions));
        }
        return ExitCode.OK.code();
    }

    @Command(name = "kick", description = "Close a client as if it had asked for it. Its next ping tells it.")
    int kick(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change,
        @Parameters(paramLabel = "ID", description = "Client id.") final String id)
    {
        return change.carryOut(options, "/adminz/clients/" + MonitorApi.word(id) + "/kick", new MonitorApi.Order(),
            plan -> "Client \"" + id + "\" will be closed: its subscriptions end, its durables stay, offline.",
            done -> "client \"" + id + "\" closed");
    }
}
