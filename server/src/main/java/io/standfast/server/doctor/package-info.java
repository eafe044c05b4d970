/**
 * Looks at a machine before, or while, a server runs on it: what would hurt it, and what to do. Knows no other package.
 */
package io.standfast.server.doctor;
