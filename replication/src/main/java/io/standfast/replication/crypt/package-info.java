/**
 * Encryption at rest: payloads are sealed before they go into the log, and opened when they leave the store.
 */
package io.standfast.replication.crypt;
