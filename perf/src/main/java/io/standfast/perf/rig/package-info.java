/**
 * Rigs: whole servers in processes of their own, compared in one run.
 */
package io.standfast.perf.rig;
