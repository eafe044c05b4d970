package io.standfast.server.config;

import java.util.List;
import java.util.Map;

/**
 * Settings as they were read once, from the command line, the files and the environment. Immutable.
 *
 * @param settings  checked, with defaults applied.
 * @param effective with who said them.
 */
public record ReadSettings(Settings settings, EffectiveSettings effective)
{
    /**
     * Read.
     *
     * @param program     name that the server was started by.
     * @param arguments   of the command line.
     * @param environment of the process.
     * @return settings.
     * @throws SettingsException with what is wrong.
     */
    public static ReadSettings read(final ProgramName program, final List<String> arguments,
        final Map<String, String> environment)
    {
        return of(program, new LegacyFlags().parse(arguments), environment);
    }

    /**
     * Read what flags leave open.
     *
     * @param program     name that the server was started by.
     * @param flags       of the command line.
     * @param environment of the process.
     * @return settings.
     * @throws SettingsException with what is wrong.
     */
    public static ReadSettings of(final ProgramName program, final ParsedFlags flags,
        final Map<String, String> environment)
    {
        final ParsedFlags all = new ConfigurationReader(environment).read(flags);
        return new ReadSettings(new SettingsBinder(program).bind(all), new EffectiveSettings(all, program));
    }
}
