/**
 * Tests of the composition root's parts.
 */
package io.standfast.server;
