/**
 * The house rules that need all modules at once.
 */
package io.standfast.house;
