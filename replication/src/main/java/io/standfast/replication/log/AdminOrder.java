package io.standfast.replication.log;

/**
 * What an operator wants of the engine. Written by the gateway thread.
 */
@FunctionalInterface
public interface AdminOrder
{
    /**
     * Write the command.
     *
     * @param commands one of which is to be called.
     * @return what it returned.
     */
    int write(AdminCommands commands);
}
