/** The HTTP side: one `POST` per export, to the paths of OTLP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Encoding } from './decode.js';
import { hear, type Wire } from './exchange.js';
import { toHeaders } from './headers.js';
import { replyOverHttp, statusOverHttp } from './http-reply.js';
import { inflate } from './inflate.js';
import { toNoise } from './noise.js';
import type { ServerParts } from './parts.js';
import { readBody } from './read-body.js';
import type { Signal } from './records.js';
import { Refusal } from './refusal.js';
import { signalOfPath } from './signals.js';
import { throwLater } from './throw-later.js';

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['application/json', 'json'],
  ['application/x-protobuf', 'protobuf'],
]);

const encodingOf = (request: IncomingMessage): Encoding | undefined =>
  ENCODINGS.get((request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');

const unsupported = (what: string): Refusal => new Refusal(what, { http: 415 });

function object(request: IncomingMessage, signal: Signal | undefined): Refusal | undefined {
  if (signal === undefined) return new Refusal('no signal is posted to this path', { http: 404 });
  return request.method === 'POST' ? undefined : new Refusal('only POST is answered here', { http: 405 });
}

/** The part of a request's target before its query. */
const pathOf = (target: string): string => target.split('?', 1)[0] ?? target;

function toWire(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Wire {
  const path = request.url ?? '';
  const signal = signalOfPath(pathOf(path), parts.paths);
  const encoding = encodingOf(request);
  const wrapped = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return {
    head: {
      ...(signal !== undefined && { signal }),
      transport: encoding === undefined ? 'http' : `http/${encoding}`,
      path,
      headers: toHeaders(request.headers),
      at: parts.now(),
    },
    objection: object(request, signal),
    read: () => readBody(request),
    wrapping: (bytes) => ({ bytes, gzip: wrapped === 'gzip' }),
    unwrap: async (bytes) => {
      if (encoding === undefined) throw unsupported('the content type is neither JSON nor protobuf');
      if (wrapped === 'identity') return { bytes, encoding };
      if (wrapped !== 'gzip') throw unsupported('the content encoding is not gzip');
      return { bytes: await inflate(bytes), encoding };
    },
    statusOf: statusOverHttp,
    reply: (reply) => replyOverHttp(reply, request, response, signal ?? 'logs', encoding ?? 'json'),
    gone: gone.signal,
  };
}

/** Bytes that are no HTTP: answered as far as possible, and written down unless their request is already. */
function refuseNoise(error: Error, socket: Duplex, parts: ServerParts, isHeard: boolean): void {
  const isReset = 'code' in error && error.code === 'ECONNRESET';
  if (!isReset && !isHeard) parts.journal.add(toNoise('http', 'not an HTTP request', parts.now(), 400), false);
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  else socket.destroy();
}

/** A slow sender and an idle connection are for the test to judge, so the server's own time-outs are off. */
const NO_TIMEOUTS = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 } as const;

/** Makes the HTTP server; it does not listen yet. */
export function createHttpReceiver(parts: ServerParts): Server {
  const heard = new WeakSet<Duplex>();
  const server = createServer(NO_TIMEOUTS, (request, response) => {
    heard.add(request.socket);
    response.once('finish', () => heard.delete(request.socket));
    response.on('error', () => undefined);
    hear(toWire(request, response, parts), parts).catch(throwLater);
  });
  server.on('clientError', (error: Error, socket) => refuseNoise(error, socket, parts, heard.has(socket)));
  return server;
}
