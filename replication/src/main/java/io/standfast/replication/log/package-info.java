/**
 * The ways in and out of the replicated log: commands in, events out.
 */
package io.standfast.replication.log;
