/**
 * System tests: the packaged server as a process of its own, real NATS servers, real clients.
 */
package io.standfast.system;
