/**
 * A client of the Aeron door: connects to a node over Aeron Cluster's ingress and egress.
 */
package io.standfast.replication.client;
