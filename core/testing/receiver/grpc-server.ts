/** The gRPC side, on plain HTTP/2: unary calls only, so that a test can hang, reset, dribble and see every byte. */
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { hear, type Wire } from './exchange.js';
import { type Frame, unframe } from './grpc-frame.js';
import { replyOverGrpc, statusOverGrpc } from './grpc-reply.js';
import { toHeaders } from './headers.js';
import { inflate } from './inflate.js';
import { toNoise } from './noise.js';
import type { ServerParts } from './parts.js';
import { readBody } from './read-body.js';
import type { Signal } from './records.js';
import { GRPC, Refusal } from './refusal.js';
import { signalOfMethod } from './signals.js';
import { throwLater } from './throw-later.js';

const CONTENT_TYPE = /^application\/grpc(\+proto)?\s*(;|$)/i;

function object(headers: IncomingHttpHeaders, signal: Signal | undefined): Refusal | undefined {
  if (!CONTENT_TYPE.test(headers['content-type'] ?? ''))
    return new Refusal('the content type is not gRPC', { http: 415 });
  return signal === undefined ? new Refusal('no such gRPC method', { grpc: GRPC.UNIMPLEMENTED }) : undefined;
}

/** The frame of a body, if it has a whole one. */
function frameOf(body: Uint8Array): Frame {
  try {
    return unframe(body);
  } catch {
    return { isCompressed: false, message: body };
  }
}

async function unwrap(body: Uint8Array, compression: string): Promise<Uint8Array> {
  const { isCompressed, message } = unframe(body);
  if (!isCompressed) return message;
  if (compression !== 'gzip') throw new Refusal('the compression is not gzip', { grpc: GRPC.UNIMPLEMENTED });
  return inflate(message);
}

function toWire(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, parts: ServerParts, reset: () => void): Wire {
  const path = headers[':path'] ?? '';
  const signal = signalOfMethod(path);
  const compression = headers['grpc-encoding'] ?? 'identity';
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  return {
    head: {
      ...(signal !== undefined && { signal }),
      transport: 'grpc',
      path,
      headers: toHeaders(headers),
      at: parts.now(),
    },
    objection: object(headers, signal),
    read: () => readBody(stream),
    wrapping: (body) => {
      const { message, isCompressed } = frameOf(body);
      return { bytes: message, gzip: isCompressed };
    },
    unwrap: async (body) => ({ bytes: await unwrap(body, String(compression)), encoding: 'protobuf' }),
    statusOf: statusOverGrpc,
    reply: (reply) => replyOverGrpc(reply, stream, signal ?? 'logs', reset),
    gone: gone.signal,
  };
}

/** Makes the gRPC server; it does not listen yet. */
export function createGrpcReceiver(parts: ServerParts): Http2Server {
  let newest: Socket | undefined;
  const server = createServer({ maxSessionMemory: Number.MAX_SAFE_INTEGER });
  // HTTP/2 hides the socket of a session; the one that can be reset is the connection that came just before it.
  server.prependListener('connection', (socket: Socket) => {
    newest = socket;
  });
  server.on('session', (session) => {
    const socket = newest;
    session.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      const reset = (): void => void socket?.resetAndDestroy();
      hear(toWire(stream, headers, parts, reset), parts).catch(throwLater);
    });
  });
  server.on('sessionError', (error) => {
    const isNoise = 'code' in error && error.code === 'ERR_HTTP2_ERROR';
    if (isNoise) parts.journal.add(toNoise('grpc', 'not an HTTP/2 connection', parts.now()), false);
  });
  return server;
}
