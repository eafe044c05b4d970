/**
 * {@code /metrics}: what Prometheus reads. Each metric is declared once, in
 * {@link io.standfast.server.http.metrics.Family}.
 */
package io.standfast.server.http.metrics;
