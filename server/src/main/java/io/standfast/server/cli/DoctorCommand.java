package io.standfast.server.cli;

import io.standfast.replication.Member;
import io.standfast.server.ExitCode;
import io.standfast.server.OneLine;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsException;
import io.standfast.server.config.StoreType;
import io.standfast.server.doctor.DirectoryProbe;
import io.standfast.server.doctor.Finding;
import io.standfast.server.doctor.HostProbe;
import io.standfast.server.doctor.PortProbe;
import io.standfast.server.http.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks at the machine and says what would hurt a server on it, and what to do; packs what who helps will ask for.
 */
// @formatter:off
@Command(name = "doctor", description = {"Look at this machine: what would hurt a server, and what to do.",
    "Exit code 0 when all is well, 1 with warnings, 2 when a server would not start or hold."})
// @formatter:on
final class DoctorCommand implements Callable<Integer>
{
    private static final String FORMAT = "%-8s %-15s %s%n";
    private static final int NODE_PORTS = 10;

    // @formatter:off
    @Spec
    private CommandSpec spec;
    @Option(names = "--json", description = "Print one JSON document.")
    private boolean isJson;
    @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8222",
        description = "The server's monitoring port, if it runs (default: ${DEFAULT-VALUE}).")
    private String url;
    @Option(names = "--pid", paramLabel = "PID",
        description = "The server's process, if it runs (default: the one that is found).")
    private Long pid;
    @Option(names = "--bundle", paramLabel = "FILE", description = "Write a tar.gz of what was found, configuration " +
        "without secrets, log, pages, Aeron's counters and errors, and a thread dump; for who helps.")
    private Path bundle;
    @Option(names = "--log", paramLabel = "FILE", description = "Log file for the bundle (default: the " +
        "configuration's).")
    private Path log;
    @Parameters(paramLabel = "FLAG", arity = "0..*", description = "The server's flags, like -- -c FILE or -- -dir " +
        "DIR: its ports, its data directory, its cluster (default: none, as the server).")
    private List<String> flags = List.of();
    // @formatter:on

    @Override
    public Integer call() throws InterruptedException
    {
        final Settings settings;
        try
        {
            settings = ReadSettings.read(ProgramName.STANDFAST, flags, System.getenv()).settings();
        }
        catch (final SettingsException ex)
        {
            spec.commandLine().getErr().println("standfast: doctor: " + ex.getMessage());
            return ExitCode.NOT_STARTED.code();
        }
        final RunningServer server = RunningServer.find(url, pid);
        final List<Finding> findings = findings(settings, server);
        final PrintWriter out = spec.commandLine().getOut();
        out.print(isJson ? json(findings) + "\n" : table(findings));
        out.flush();
        final int worst = findings.stream().mapToInt(finding -> finding.level().code()).max().orElse(0);
        return bundle == null ? worst : pack(settings, server, findings, worst);
    }

    private int pack(final Settings settings, final RunningServer server, final List<Finding> findings,
        final int worst) throws InterruptedException
    {
        try
        {
            final Path logFile = log != null ? log : settings.log().target().file();
            new DoctorBundle(server, settings.store().directory(), logFile).write(bundle, configurations(), table(
                findings));
            spec.commandLine().getErr().println("Written: " + bundle + ". Look through it before you send it.");
            return worst;
        }
        catch (final IOException ex)
        {
            spec.commandLine().getErr().println("standfast: doctor: cannot write " + bundle + ": " + OneLine.of(ex));
            return Finding.Level.FAILURE.code();
        }
    }

    /** Files that the flags name. */
    private List<Path> configurations()
    {
        final List<Path> files = new ArrayList<>();
        for (int i = 0; i < flags.size(); i++)
        {
            final String[] words = flags.get(i).split("=", 2);
            if (words[0].matches("--?(c|config|sc|stan_config)"))
            {
                final String file = words.length == 2 ? words[1] : i + 1 < flags.size() ? flags.get(i + 1) : "";
                files.add(Path.of(file));
            }
        }
        return files;
    }

    private static List<Finding> findings(final Settings settings, final RunningServer server)
        throws InterruptedException
    {
        final List<Finding> findings = new ArrayList<>(new HostProbe(Path.of("/"), server.process()).look());
        if (settings.store().type() == StoreType.FILE)
        {
            findings.addAll(new DirectoryProbe(settings.store().directory()).look());
        }
        if (server.isFound())
        {
            findings.add(server.finding());
        }
        else
        {
            ports(settings).forEach(findings::add);
        }
        return findings;
    }

    private static Stream<Finding> ports(final Settings settings)
    {
        final List<Finding> findings = new ArrayList<>();
        final String host = settings.listener().host();
        if (!settings.hasBroker() && settings.listener().port() > 0)
        {
            findings.add(PortProbe.tcp("clients (-p)", host, settings.listener().port()));
        }
        if (settings.monitorPort() > 0)
        {
            findings.add(PortProbe.tcp("pages (-m)", settings.monitorHost(), settings.monitorPort()));
        }
        if (settings.cluster() != null)
        {
            final Settings.Node own = settings.cluster().members().get(settings.cluster().own());
            findings.add(PortProbe.node(own.host(), own.port(), NODE_PORTS, new Member(0, own.name(), own.host(), own
                .port()).relayPort()));
        }
        return findings.stream();
    }

    static String table(final List<Finding> findings)
    {
        final StringBuilder text = new StringBuilder();
        for (final Finding finding : findings)
        {
            text.append(String.format(Locale.ROOT, FORMAT, finding.level(), finding.name(), finding.found()));
            if (!finding.advice().isEmpty())
            {
                text.append(String.format(Locale.ROOT, FORMAT, "", "", "-> " + finding.advice()));
            }
        }
        final long warnings = findings.stream().filter(each -> each.level() == Finding.Level.WARNING).count();
        final long failures = findings.stream().filter(each -> each.level() == Finding.Level.FAILURE).count();
        return text.append(failures).append(" failures, ").append(warnings).append(" warnings\n").toString();
    }

    static String json(final List<Finding> findings)
    {
        final JsonWriter json = new JsonWriter().beginObject().name("findings").beginArray();
        for (final Finding finding : findings)
        {
            json.beginObject().field("name", finding.name()).field("level", finding.level().name().toLowerCase(
                Locale.ROOT)).field("found", finding.found()).field("advice", finding.advice()).endObject();
        }
        return json.endArray().endObject().text();
    }
}
