/**
 * Tests of what puts a load on a server.
 */
package io.standfast.server.bench;
