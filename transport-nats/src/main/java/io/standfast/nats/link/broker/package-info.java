/**
 * The link to a NATS server elsewhere.
 */
package io.standfast.nats.link.broker;
