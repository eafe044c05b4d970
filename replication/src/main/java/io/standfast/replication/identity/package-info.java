/**
 * Who this node is and whether it may run: data directory, identity, admission.
 */
package io.standfast.replication.identity;
