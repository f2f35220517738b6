/** How a reply is sent over gRPC. */
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { dribble, PORTAL_PAGE } from './dribble.js';
import { encodeResponse, encodeRetryInfo } from './encode.js';
import type { Reply } from './exchange.js';
import { frame } from './grpc-frame.js';
import type { StatusPlan } from './plan.js';
import type { Signal } from './records.js';
import { GRPC, type Refusal } from './refusal.js';

const HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,gzip',
} as const;

/** The length that a dribbled message promises, in bytes: never reached, and small enough for any client to wait for. */
const DRIBBLED_BYTES = 1024 * 1024;

/** The gRPC status number that a reply goes out with; a reply that is no gRPC has none. */
export function statusOverGrpc(reply: Reply): number | undefined {
  switch (reply.kind) {
    case 'ok':
    case 'partial':
      return GRPC.OK;
    case 'status':
      return reply.grpcStatus;
    case 'refused':
      return reply.refusal.grpcStatus;
    default:
      return undefined;
  }
}

/** gRPC writes a status text in printable ASCII, and everything else in percent encoding. */
const toGrpcMessage = (message: string): string =>
  message.toWellFormed().replace(/[^ -$&-~]/gu, (character) => encodeURIComponent(character));

/** An answer without a message: all of it stands in one block of headers. */
function sendFailure(stream: ServerHttp2Stream, status: number, message: string, more: OutgoingHttpHeaders): void {
  const headers = { ...HEADERS, 'grpc-status': String(status), 'grpc-message': toGrpcMessage(message), ...more };
  stream.respond(headers, { endStream: true });
}

function sendMessage(stream: ServerHttp2Stream, message: Uint8Array): void {
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(GRPC.OK) }));
  stream.end(frame(message));
}

function sendStatus(stream: ServerHttp2Stream, plan: StatusPlan): void {
  const { grpcStatus, message, retryDelayMs } = plan;
  const details = retryDelayMs === undefined ? undefined : encodeRetryInfo(grpcStatus, message, retryDelayMs);
  const more = details === undefined ? {} : { 'grpc-status-details-bin': Buffer.from(details).toString('base64') };
  sendFailure(stream, grpcStatus, message, more);
}

/** A request that is no gRPC is told so by HTTP; any other by its gRPC status. */
function sendRefusal(stream: ServerHttp2Stream, { httpStatus, grpcStatus, message }: Refusal): void {
  const more = httpStatus === 415 ? { ':status': httpStatus } : {};
  sendFailure(stream, grpcStatus, message, more);
}

/** Sends a reply; `reset` resets the connection. */
export function replyOverGrpc(reply: Reply, stream: ServerHttp2Stream, signal: Signal, reset: () => void): void {
  if (stream.destroyed) return;
  switch (reply.kind) {
    case 'ok':
    case 'partial':
      sendMessage(stream, encodeResponse(signal, reply, 'protobuf'));
      break;
    case 'status':
      if (reply.grpcStatus === GRPC.OK) sendMessage(stream, encodeResponse(signal, reply, 'protobuf'));
      else sendStatus(stream, reply);
      break;
    case 'refused':
      sendRefusal(stream, reply.refusal);
      break;
    case 'html':
      stream.respond({ ':status': 200, 'content-type': 'text/html; charset=utf-8' });
      stream.end(PORTAL_PAGE);
      break;
    case 'dribble':
      stream.respond(HEADERS);
      stream.write(frame(new Uint8Array(0), DRIBBLED_BYTES));
      dribble(stream, 0, reply);
      break;
    case 'reset':
      reset();
      break;
    case 'hang':
    case 'never-read':
      break;
  }
}
