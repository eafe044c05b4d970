/**
 * Tests of the commands.
 */
package io.standfast.server.cli;
