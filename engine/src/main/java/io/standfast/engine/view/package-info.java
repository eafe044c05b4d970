/**
 * What other threads see of the engine: copies, made when they are asked for.
 */
package io.standfast.engine.view;
