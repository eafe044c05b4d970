/**
 * From another server's store into a data directory of ours, and from ours into a file and back: what
 * {@code standfast migrate}, {@code export}, {@code backup} and {@code restore} do (docs/migration.md, docs/backup.md).
 */
package io.standfast.server.migrate;
