/** An export call of OTLP/gRPC as one HTTP/2 request, for whoever sends it without a gRPC client. */
import { type ReadyRequest, userAgent } from '../../core/index.js';
import { type SignalName, signals } from './signals.js';

/** A call with one message: a byte that says "not compressed", four of length, and the message. */
export function toReadyRequest(
  signal: SignalName,
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  message: Uint8Array,
): ReadyRequest {
  const body = Buffer.alloc(5 + message.byteLength);
  body.writeUInt32BE(message.byteLength, 1);
  body.set(message, 5);
  return {
    url: new URL(signals[signal].method, endpoint).href,
    headers: { 'user-agent': userAgent, ...headers, 'content-type': 'application/grpc' },
    body,
    isGrpc: true,
  };
}
