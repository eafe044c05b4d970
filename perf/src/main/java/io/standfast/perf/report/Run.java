package io.standfast.perf.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a rig was asked for. Immutable.
 *
 * @param root      of the tree.
 * @param results   directory of the reports.
 * @param scale     how much is measured.
 * @param rig       name.
 * @param arguments of the rig without the scale.
 */
public record Run(Path root, Path results, Scale scale, String rig, List<String> arguments)
{
    /**
     * Read a command line.
     *
     * @param root      of the tree.
     * @param arguments the rig's name, then options.
     * @return run.
     */
    public static Run parse(final Path root, final List<String> arguments)
    {
        Scale scale = Scale.FULL;
        final List<String> rest = new ArrayList<>();
        for (final String argument : arguments.subList(1, arguments.size()))
        {
            if (argument.equals("--quick"))
            {
                scale = Scale.QUICK;
            }
            else if (argument.equals("--smoke"))
            {
                scale = Scale.SMOKE;
            }
            else
            {
                rest.add(argument);
            }
        }
        return new Run(root, root.resolve("perf/results"), scale, arguments.get(0), List.copyOf(rest));
    }

    /**
     * The command that does it again.
     *
     * @return line for a shell.
     */
    public String command()
    {
        final StringBuilder command = new StringBuilder("perf/run ").append(rig);
        arguments.forEach(argument -> command.append(' ').append(argument));
        return scale == Scale.FULL ? command.toString()
            : command.append(" --").append(scale.name().toLowerCase(Locale.ROOT)).toString();
    }

    /**
     * Value of an option.
     *
     * @param name         with its dashes.
     * @param defaultValue when it is not there.
     * @return value of the last one.
     */
    public String option(final String name, final String defaultValue)
    {
        String value = defaultValue;
        for (final String argument : arguments)
        {
            if (argument.startsWith(name + "="))
            {
                value = argument.substring(name.length() + 1);
            }
        }
        return value;
    }

    /**
     * Value of an option that is a list of numbers.
     *
     * @param name         with its dashes.
     * @param defaultValue when it is not there.
     * @return numbers in their order.
     */
    public List<Integer> numbers(final String name, final String defaultValue)
    {
        final List<Integer> numbers = new ArrayList<>();
        for (final String number : option(name, defaultValue).split(","))
        {
            numbers.add(Integer.parseInt(number));
        }
        return numbers;
    }

    /**
     * The same in another place or size.
     *
     * @param name of the other rig.
     * @return run.
     */
    public Run as(final String name)
    {
        return new Run(root, results, scale, name, arguments);
    }

    /**
     * A number of this run's scale.
     *
     * @param full  of a full run.
     * @param quick of a quick run.
     * @param smoke of a test that it starts.
     * @return one of them.
     */
    public int pick(final int full, final int quick, final int smoke)
    {
        return switch (scale)
        {
            case FULL -> full;
            case QUICK -> quick;
            case SMOKE -> smoke;
        };
    }
}
