/**
 * What names and bytes mean before anybody acts on them: channel names, client ids and checksums.
 */
package io.standfast.codecs;
