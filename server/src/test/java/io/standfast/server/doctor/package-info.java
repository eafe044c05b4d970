/**
 * Tests of what looks at a machine.
 */
package io.standfast.server.doctor;
