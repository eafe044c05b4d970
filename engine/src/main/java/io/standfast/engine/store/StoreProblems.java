package io.standfast.engine.store;

/**
 * Hears what the file thread finds and goes on from.
 */
public interface StoreProblems
{
    /**
     * Something is wrong with a file.
     *
     * @param text one sentence for the operator: what, where, what next.
     */
    void onProblem(String text);
}
