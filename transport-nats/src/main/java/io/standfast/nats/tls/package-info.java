/**
 * Certificates and keys from PEM files, and what Java's TLS makes of them.
 */
package io.standfast.nats.tls;
