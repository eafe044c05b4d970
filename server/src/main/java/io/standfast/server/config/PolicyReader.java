package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.ChannelPatterns;

/**
 * Reads policies, of all channels and of some, and refuses dead letters that would go round. Stateless.
 */
final class PolicyReader
{
    private static final List<String> NAMES = List.of(LimitSettings.MAX_DELIVERIES, LimitSettings.DEAD_LETTER,
        LimitSettings.DEDUP_WINDOW, LimitSettings.DEDUP_MAX, LimitSettings.MAX_DURABLE_IDLE);

    private PolicyReader()
    {
    }

    /** Of all channels. */
    static Policies global(final ParsedFlags flags)
    {
        return at(problem -> NAMES.stream().filter(problem::startsWith).map(flags::origin).findFirst().orElse(null),
            () -> new Policies(notNegative(flags, LimitSettings.MAX_DELIVERIES).number(LimitSettings.MAX_DELIVERIES),
                deadLetter(flags.text(LimitSettings.DEAD_LETTER, "")),
                notNegative(flags, LimitSettings.DEDUP_WINDOW).durationNs(LimitSettings.DEDUP_WINDOW),
                notNegative(flags, LimitSettings.DEDUP_MAX).number(LimitSettings.DEDUP_MAX),
                notNegative(flags, LimitSettings.MAX_DURABLE_IDLE).durationNs(LimitSettings.MAX_DURABLE_IDLE)));
    }

    /** Of the channels that an entry names. */
    static Policies entry(final ParsedFlags entry, final String place)
    {
        return at(problem -> place,
            () -> new Policies(entry.number(LimitSettings.MAX_DELIVERIES, ChannelLimits.INHERIT),
                entry.has(LimitSettings.DEAD_LETTER) ? deadLetter(entry.text(LimitSettings.DEAD_LETTER)) : null,
                entry.durationNs(LimitSettings.DEDUP_WINDOW, ChannelLimits.INHERIT),
                entry.number(LimitSettings.DEDUP_MAX, ChannelLimits.INHERIT),
                entry.durationNs(LimitSettings.MAX_DURABLE_IDLE, ChannelLimits.INHERIT)));
    }

    /** Only an entry may leave it to a wider one. */
    private static ParsedFlags notNegative(final ParsedFlags flags, final String name)
    {
        if (flags.text(name, "").startsWith("-"))
        {
            throw new SettingsException(name + " cannot be negative (" + flags.text(name) + ")");
        }
        return flags;
    }

    private static String deadLetter(final String name)
    {
        if (!name.isEmpty() && !ChannelName.isValid(name.getBytes(UTF_8)))
        {
            throw new SettingsException("dead_letter \"" + name + "\" is no channel name without wildcards");
        }
        return name;
    }

    private static Policies at(final UnaryOperator<String> placeOf, final Supplier<Policies> reading)
    {
        try
        {
            return reading.get();
        }
        catch (final SettingsException ex)
        {
            throw new SettingsException(ex.problems().stream().map(problem -> at(placeOf.apply(problem), problem))
                .toList());
        }
    }

    private static String at(final String place, final String problem)
    {
        return place == null ? problem : place + ": " + problem;
    }

    /**
     * A dead letter that nobody acks either must come to an end somewhere.
     *
     * @param global   policies.
     * @param channels entries.
     * @param origins  where each entry stands, by {@code channels.NAME}.
     */
    static void requireNoCycle(final Policies global, final List<ChannelLimits> channels,
        final Map<String, String> origins)
    {
        final Map<String, Policies> entries = new TreeMap<>();
        channels.forEach(channel -> entries.put(channel.name(), channel.policies()));
        final Map<String, String> targets = new HashMap<>();
        targets.put(global.deadLetter(), origins.get(LimitSettings.DEAD_LETTER));
        channels.stream().filter(channel -> channel.policies().deadLetter() != null).forEach(
            channel -> targets.put(channel.policies().deadLetter(), origins.get("channels." + channel.name())));
        targets.remove("");
        final List<String> problems = new ArrayList<>();
        new TreeMap<>(targets).forEach((target, place) ->
        {
            if (isInCycle(target, global, entries))
            {
                problems
                    .add(at(place, "dead_letter \"" + target + "\": dead letters of that channel come back to it; " +
                        "give it an entry of its own with max_deliveries: 0, or another dead_letter"));
            }
        });
        if (!problems.isEmpty())
        {
            throw new SettingsException(problems);
        }
    }

    private static boolean isInCycle(final String target, final Policies global, final Map<String, Policies> entries)
    {
        final Set<String> seen = new HashSet<>();
        String current = target;
        while (seen.add(current))
        {
            final Policies policies = resolve(current, global, entries);
            if (policies.maxDeliveries() == 0 || policies.deadLetter().isEmpty())
            {
                return false;
            }
            current = policies.deadLetter();
        }
        return current.equals(target);
    }

    private static Policies resolve(final String channel, final Policies global, final Map<String, Policies> entries)
    {
        Policies policies = global;
        for (final String pattern : ChannelPatterns.matching(entries.keySet(), channel))
        {
            policies = policies.overriddenBy(entries.get(pattern));
        }
        return policies;
    }
}
