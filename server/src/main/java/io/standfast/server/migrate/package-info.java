/**
 * From another server's store into a data directory of ours: what {@code standfast migrate} and
 * {@code standfast export} do (docs/migration.md).
 */
package io.standfast.server.migrate;
