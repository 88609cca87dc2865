/**
 * A channel: typed requests, replies, events and cancellation between two ends of a port, everything validated where
 * it is received. One end connects a server, the other a client. Both may be connected to the same end of a port, for
 * two contracts, one in each direction.
 */
export { connectClient } from './client';
export type { Call, CallOptions, ChannelClient, ClientOptions } from './client';
export { connectServer } from './server';
export type { Announcement, Answer, ChannelServer, HandlerContext, Handlers, ServerOptions } from './server';
export { exactBytes } from './exact-bytes';
export { ipcPort } from './port';
export type { IpcEnd, Port } from './port';
