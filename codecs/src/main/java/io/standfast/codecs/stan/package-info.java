/**
 * NATS Streaming's protobuf messages (STAN-SPEC section 1.3) as flyweights over Agrona buffers.
 */
package io.standfast.codecs.stan;
