/**
 * Tests of the migration, over stores that a real nats-streaming-server has written.
 */
package io.standfast.server.migrate;
