/**
 * What the operator asked for: the old server's flags and their meaning as {@link Settings}.
 */
package io.standfast.server.config;
