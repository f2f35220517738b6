/** How a reply is sent over HTTP. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Encoding } from './decode.js';
import { dribble, PORTAL_PAGE } from './dribble.js';
import { encodeResponse, encodeStatus } from './encode.js';
import type { Reply } from './exchange.js';
import type { StatusPlan } from './plan.js';
import type { Signal } from './records.js';
import type { Refusal } from './refusal.js';

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

/** The HTTP status that a reply goes out with. */
export function statusOverHttp(reply: Reply): number | undefined {
  switch (reply.kind) {
    case 'ok':
    case 'partial':
    case 'html':
    case 'dribble':
      return 200;
    case 'status':
      return reply.httpStatus;
    case 'refused':
      return reply.refusal.httpStatus;
    default:
      return undefined;
  }
}

interface Sending {
  readonly response: ServerResponse;
  readonly encoding: Encoding;
}

function send(
  { response, encoding }: Sending,
  status: number,
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders,
) {
  const { length } = Buffer.from(body);
  response.writeHead(status, { 'content-type': CONTENT_TYPES[encoding], 'content-length': length, ...headers });
  response.end(body);
}

function sendStatus(sending: Sending, plan: StatusPlan): void {
  const { httpStatus, grpcStatus, message, retryAfter, contentType } = plan;
  const isBodiless = httpStatus === 204 || httpStatus === 304;
  const body = isBodiless ? '' : (plan.body ?? encodeStatus(grpcStatus, message, sending.encoding));
  send(sending, httpStatus, body, {
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  });
}

function sendRefusal(sending: Sending, { httpStatus, grpcStatus, message }: Refusal): void {
  const headers = httpStatus === 405 ? { allow: 'POST' } : {};
  send(sending, httpStatus, encodeStatus(grpcStatus, message, sending.encoding), headers);
}

/** Sends a reply, in the encoding of the request. */
export function replyOverHttp(
  reply: Reply,
  request: IncomingMessage,
  response: ServerResponse,
  signal: Signal,
  encoding: Encoding,
): void {
  const sending: Sending = { response, encoding };
  switch (reply.kind) {
    case 'ok':
    case 'partial':
      send(sending, 200, encodeResponse(signal, reply, encoding), {});
      break;
    case 'status':
      sendStatus(sending, reply);
      break;
    case 'refused':
      sendRefusal(sending, reply.refusal);
      break;
    case 'html':
      send(sending, 200, PORTAL_PAGE, { 'content-type': 'text/html; charset=utf-8' });
      break;
    case 'dribble':
      response.writeHead(200, { 'content-type': CONTENT_TYPES[encoding] });
      response.flushHeaders();
      dribble(response, 0x20, reply);
      break;
    case 'reset':
      request.socket.resetAndDestroy();
      break;
    case 'hang':
    case 'never-read':
      break;
  }
}
