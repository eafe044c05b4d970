package io.standfast.engine;

/**
 * Who handles what operators put into the log. Owned by the engine thread.
 *
 * @param admin   deletes and trims channels, removes and moves durables.
 * @param imports takes over what another store held.
 */
record OperatorHandlers(AdminHandler admin, ImportHandler imports)
{
}
