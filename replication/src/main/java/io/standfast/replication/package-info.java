/**
 * The same thing on every node: Aeron Cluster around the engine.
 */
package io.standfast.replication;
