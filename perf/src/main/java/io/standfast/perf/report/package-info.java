/**
 * What every rig prints beside its figures: the machine, the load, the command.
 */
package io.standfast.perf.report;
