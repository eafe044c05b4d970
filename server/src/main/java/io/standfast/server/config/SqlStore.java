package io.standfast.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code -st SQL} is here: the old binary kept all in a database, this one has a store of its own only. It starts
 * with that, as durable as FILE, and says that the database is not looked at. Stateless.
 */
final class SqlStore
{
    private static final String SQL = "SQL";

    private SqlStore()
    {
    }

    /**
     * Files instead of a database.
     *
     * @param flags of the command line and the files.
     * @return the same, or with a store that exists and a line for the operator.
     */
    static ParsedFlags replaced(final ParsedFlags flags)
    {
        if (!SQL.equals(flags.given(StoreSettings.STORE).toUpperCase(Locale.ROOT)))
        {
            return flags;
        }
        final Map<String, String> values = new HashMap<>(flags.values());
        final Map<String, String> origins = new HashMap<>(flags.origins());
        final String origin = Objects.requireNonNullElse(origins.get(StoreSettings.STORE), "") + ", for SQL";
        values.put(StoreSettings.STORE, StoreType.FILE.name());
        origins.put(StoreSettings.STORE, origin);
        final boolean isPlaceGiven = !flags.given(StoreSettings.DIR).isEmpty();
        if (!isPlaceGiven)
        {
            values.put(StoreSettings.DIR, ProgramName.STANDFAST.defaultDirectory().toString());
            origins.put(StoreSettings.DIR, origin);
        }
        final List<String> warnings = new ArrayList<>(flags.warnings());
        warnings.add("Store type SQL (" + flags.origin(StoreSettings.STORE) + ") has no effect here: there is no SQL " +
            "store. Messages and durables are kept in files under " + Path.of(values.get(StoreSettings.DIR))
                .toAbsolutePath() +
            ", as with FILE" + (isPlaceGiven ? "" : " (-dir names another place)") +
            "; the database is neither read nor written, and what it holds does not come along: docs/migration.md " +
            "says how to bring it");
        return new ParsedFlags(Map.copyOf(values), Map.copyOf(origins), flags.trees(), List.copyOf(warnings),
            flags.channels());
    }
}
