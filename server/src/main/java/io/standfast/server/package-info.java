/**
 * The composition root: puts the parts together into one process, and what such a process owes its operator.
 */
package io.standfast.server;
