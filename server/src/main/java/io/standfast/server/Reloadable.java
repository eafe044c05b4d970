package io.standfast.server;

import io.standfast.server.config.Settings;

/**
 * A part that takes new settings while it runs. Called by the thread that re-reads the configuration, after the new
 * settings have been read and checked as a whole; what it cannot change it leaves as it is.
 */
public interface Reloadable
{
    /**
     * The operator has changed something.
     *
     * @param before settings in force.
     * @param after  settings to be in force.
     */
    void onReload(Settings before, Settings after);
}
