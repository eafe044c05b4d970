/**
 * The commands that a person types.
 */
package io.standfast.server.cli;
