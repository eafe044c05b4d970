package io.standfast.perf.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures of several subjects side by side, the median of the rounds, and ratios between them. Owned by the rig's
 * thread.
 */
public final class Comparison
{
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
    private final Set<String> subjects = new LinkedHashSet<>();

    /**
     * A figure of one round.
     *
     * @param row     what was measured.
     * @param subject of which.
     * @param value   figure.
     */
    public void add(final String row, final String subject, final double value)
    {
        subjects.add(subject);
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).computeIfAbsent(subject, key -> new ArrayList<>())
            .add(value);
    }

    /**
     * Median of the rounds.
     *
     * @param row     what was measured.
     * @param subject of which.
     * @return figure, or NaN when there is none.
     */
    public double median(final String row, final String subject)
    {
        final List<Double> values = new ArrayList<>(rows.getOrDefault(row, Map.of()).getOrDefault(subject, List.of()));
        if (values.isEmpty())
        {
            return Double.NaN;
        }
        values.sort(null);
        return values.get(values.size() / 2);
    }

    /**
     * Print the table.
     *
     * @param report    to print to.
     * @param reference subject to which the others are compared.
     */
    public void print(final Report report, final String reference)
    {
        report.line("");
        final StringBuilder head = new StringBuilder(String.format("%-62s", "median of the rounds"));
        subjects.forEach(subject -> head.append(String.format(" | %22s", subject)));
        report.line(head.toString());
        for (final String row : rows.keySet())
        {
            final StringBuilder line = new StringBuilder(String.format("%-62s", row));
            for (final String subject : subjects)
            {
                line.append(String.format(" | %22s", cell(row, subject, reference)));
            }
            report.line(line.toString());
        }
        report.line("(x: ratio to " + reference + ")");
    }

    private String cell(final String row, final String subject, final String reference)
    {
        final double value = median(row, subject);
        if (Double.isNaN(value))
        {
            return "-";
        }
        final double base = median(row, reference);
        final String number = value >= 100 ? String.format("%,.0f", value) : String.format("%.2f", value);
        return subject.equals(reference) || Double.isNaN(base) || base == 0 ? number
            : number + String.format(" (%.2fx)", value / base);
    }
}
