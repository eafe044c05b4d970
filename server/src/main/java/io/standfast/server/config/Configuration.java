package io.standfast.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What configuration files say, in the words of the command line: values by the canonical name of the flag. Immutable.
 *
 * @param values   by canonical name, checked to be of their kind.
 * @param places   file and line of each value.
 * @param channels limits of single channels and wildcards.
 * @param warnings for the operator.
 */
record Configuration(Map<String, String> values, Map<String, String> places, List<ChannelLimits> channels,
    List<String> warnings)
{
    /**
     * The command line over this.
     *
     * @param flags as given; they win.
     * @return both in one.
     */
    ParsedFlags under(final ParsedFlags flags)
    {
        final Map<String, String> merged = new HashMap<>(values);
        merged.putAll(flags.values());
        final List<String> all = new ArrayList<>(warnings);
        all.addAll(flags.warnings());
        return new ParsedFlags(Map.copyOf(merged), List.copyOf(all), channels);
    }
}
