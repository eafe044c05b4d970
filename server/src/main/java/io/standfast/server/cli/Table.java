package io.standfast.server.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of words: in columns for people, with tabs between them for other programs. Owned by one thread.
 */
final class Table
{
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(final String... heads)
    {
        rows.add(List.of(heads));
    }

    void add(final Object... cells)
    {
        final List<String> row = new ArrayList<>();
        for (final Object cell : cells)
        {
            row.add(printable(String.valueOf(cell)));
        }
        rows.add(row);
    }

    /** A name must not move the cursor or begin a line. */
    static String printable(final String text)
    {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    String text(final boolean isForPeople)
    {
        final StringBuilder text = new StringBuilder();
        for (final List<String> row : rows)
        {
            text.append(isForPeople ? line(row) : String.join("\t", row)).append('\n');
        }
        return text.toString();
    }

    private String line(final List<String> row)
    {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++)
        {
            final String pad = " ".repeat(width(i) - row.get(i).length());
            final boolean isNumber = i > 0 && isNumeric(i);
            line.append(i == 0 ? "" : GAP).append(isNumber ? pad + row.get(i) : row.get(i) + pad);
        }
        return line.toString().stripTrailing();
    }

    private int width(final int column)
    {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private boolean isNumeric(final int column)
    {
        return rows.stream().skip(1).allMatch(row -> row.get(column).matches("[-0-9.]+"));
    }
}
