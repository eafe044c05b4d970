package io.standfast.server.config;

import java.util.Collection;
import java.util.Locale;

/**
 * Finds the word that somebody may have meant.
 */
public final class Nearest
{
    private static final int MAX_EDITS = 2;

    private Nearest()
    {
    }

    /**
     * Look.
     *
     * @param word  as typed.
     * @param known words.
     * @return the nearest one within two edits, the first in the alphabet of several; null when there is none.
     */
    public static String to(final String word, final Collection<String> known)
    {
        String nearest = null;
        int fewest = Math.min(MAX_EDITS, word.length() / 2) + 1;
        for (final String candidate : known.stream().sorted().toList())
        {
            final int edits = edits(word.toLowerCase(Locale.ROOT), candidate);
            if (edits < fewest)
            {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Letters to insert, leave out, replace, or exchange with the next one. */
    static int edits(final String a, final String b)
    {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++)
        {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++)
        {
            final int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++)
            {
                final int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            beforePrevious = previous;
            previous = current;
        }
        return previous[b.length()];
    }
}
