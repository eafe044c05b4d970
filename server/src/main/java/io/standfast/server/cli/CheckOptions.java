package io.standfast.server.cli;

import io.standfast.server.cli.CheckResult.Format;
import io.standfast.server.cli.CheckResult.Status;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Options that all checks have, and how each of them is run. Filled by the command framework.
 */
final class CheckOptions
{
    // @formatter:off
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
        description = "text, nagios, json or prometheus (default: ${DEFAULT-VALUE}).")
    private Format format;
    @Option(names = "--json", description = "As --format json.")
    private boolean isJson;
    // @formatter:on

    /**
     * A check.
     */
    @FunctionalInterface
    interface Check
    {
        /**
         * Look.
         *
         * @param result to be told what was found.
         * @throws IOException when it cannot be found out.
         */
        void look(CheckResult result) throws IOException, InterruptedException;
    }

    /**
     * Run a check and print what it has found.
     *
     * @param commandLine of its command.
     * @param name        of it.
     * @param check       to be run.
     * @return exit code.
     */
    int run(final CommandLine commandLine, final String name, final Check check)
    {
        final CheckResult result = new CheckResult(name);
        try
        {
            check.look(result);
        }
        catch (final IOException ex)
        {
            result.say(Status.CRITICAL, ex.getMessage());
        }
        catch (final CliException ex)
        {
            result.say(Status.UNKNOWN, ex.getMessage());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(commandLine, "check " + name + ": " + ex.getMessage(), ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            result.say(Status.UNKNOWN, "interrupted");
        }
        commandLine.getOut().print(result.text(isJson ? Format.JSON : format));
        commandLine.getOut().flush();
        return result.status().code();
    }
}
