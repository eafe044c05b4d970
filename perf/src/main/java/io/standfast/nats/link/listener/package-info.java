/**
 * Benchmarks of what only the listener's package sees.
 */
package io.standfast.nats.link.listener;
