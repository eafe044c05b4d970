/**
 * Benchmarks of single parts, each with a baseline beside it.
 */
package io.standfast.perf.jmh;
