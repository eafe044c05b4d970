/**
 * The deterministic engine: channels, subscriptions and clients as a function of (snapshot, log).
 */
package io.standfast.engine;
