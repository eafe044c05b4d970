package io.standfast.server.config;

import java.nio.file.Path;

/**
 * The name that the server was started by: it decides the defaults that differ and what the server calls itself.
 */
public enum ProgramName
{
    /** Our own name: keeps messages under ./data. */
    STANDFAST("standfast", StoreType.FILE, Path.of("data")),
    /** The old binary's name: keeps the old default, MEMORY. */
    NATS_STREAMING_SERVER("nats-streaming-server", StoreType.MEMORY, null);

    /** Version of this build; the pom's version, checked by a test. */
    public static final String VERSION = "0.1.0";

    private final String text;
    private final StoreType storeType;
    private final Path directory;

    ProgramName(final String text, final StoreType storeType, final Path directory)
    {
        this.text = text;
        this.storeType = storeType;
        this.directory = directory;
    }

    /**
     * The name as typed.
     *
     * @return name.
     */
    public String text()
    {
        return text;
    }

    /**
     * What {@code -v} prints.
     *
     * @return one line.
     */
    public String versionLine()
    {
        return this == STANDFAST ? "standfast version " + VERSION : text + " version " + VERSION + " (standfast)";
    }

    StoreType defaultStoreType()
    {
        return storeType;
    }

    Path defaultDirectory()
    {
        return directory;
    }

    /** Default of a setting under this name, or null. */
    String absent(final DeclaredSetting setting)
    {
        return switch (setting.name())
        {
            case StoreSettings.STORE -> storeType.name();
            case StoreSettings.DIR -> directory == null ? null : directory.toString();
            default -> setting.absent();
        };
    }
}
