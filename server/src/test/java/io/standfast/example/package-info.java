/**
 * What docs/embedding.md shows; run by EmbeddedServerExampleIT.
 */
package io.standfast.example;
