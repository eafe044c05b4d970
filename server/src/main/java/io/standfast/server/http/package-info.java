/**
 * The HTTP pages: health, monitoring, metrics. They see copies of the state, never the state.
 */
package io.standfast.server.http;
