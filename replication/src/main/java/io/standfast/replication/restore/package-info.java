/**
 * Who may vote, and how a member's data becomes whole before it does.
 */
package io.standfast.replication.restore;
