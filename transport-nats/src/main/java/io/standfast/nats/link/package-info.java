/**
 * The small interface between the gateway and a NATS world: the embedded listener or a broker.
 */
package io.standfast.nats.link;
