/**
 * What Aeron Cluster must not do, and how it is kept from it.
 */
package io.standfast.replication.fence;
