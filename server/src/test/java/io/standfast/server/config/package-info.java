/**
 * Tests of the settings.
 */
package io.standfast.server.config;
