/**
 * The message store: one segmented log on one Chronicle Queue, shared by all channels.
 */
package io.standfast.engine.store;
