/**
 * The files of nats-streaming-server's FILE store (STAN-SPEC sections 1.4 and 4.2), read only, as flyweights over
 * buffers: who opens the files is somewhere else.
 */
package io.standfast.codecs.legacy;
