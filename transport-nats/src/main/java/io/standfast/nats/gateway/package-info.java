/**
 * The gateway: NATS Streaming's requests become commands, the engine's events become replies and deliveries.
 */
package io.standfast.nats.gateway;
