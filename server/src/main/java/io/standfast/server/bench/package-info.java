/**
 * Load for any NATS Streaming server, and how long it took: what {@code standfast bench} and the rigs measure with.
 */
package io.standfast.server.bench;
