/**
 * What the members of a cluster tell one another beside the log, and how they pass segments.
 */
package io.standfast.replication.peer;
