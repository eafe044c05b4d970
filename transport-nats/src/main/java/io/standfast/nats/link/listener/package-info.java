/**
 * The embedded listener: a core NATS endpoint in this process.
 */
package io.standfast.nats.link.listener;
