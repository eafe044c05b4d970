/**
 * Tests of what Prometheus reads, and of what is shipped for it.
 */
package io.standfast.server.http.metrics;
