package io.standfast.engine;

/**
 * The three names of a client.
 *
 * @param clientId       chosen by the user.
 * @param connId         chosen by the client library, empty for protocol 0.
 * @param heartbeatInbox subject on which the client answers heartbeats.
 */
record ClientIdentity(byte[] clientId, byte[] connId, byte[] heartbeatInbox)
{
}
