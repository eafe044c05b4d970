/**
 * Benchmarks of what the engine does not show outside of its package. Class path only: two modules share the name.
 */
package io.standfast.engine;
