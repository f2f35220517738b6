/** From a request that was opened to its answer, or to an honest word about why there is none. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { PostFailure, Reply } from './post.js';

/** Most bytes of an answer that are read; the rest is cut off with its connection. */
const maxReplyBytes = 4 * 1_024 * 1_024;

/** What an exchange needs to know besides the request. */
export interface ExchangeOptions {
  readonly isSecure: boolean;
  readonly signal: AbortSignal;
}

/** Sends the body and waits for the answer; settles soon after `signal` aborts, and destroys the request then. */
export function exchange(
  request: ClientRequest,
  body: Uint8Array,
  { isSecure, signal }: ExchangeOptions,
): Promise<Reply | PostFailure> {
  return new Promise((resolve) => {
    let mayHaveArrived = false;
    let answer: Answer | undefined;
    let isSettled = false;

    const settle = (result: Reply | PostFailure): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener('abort', onAbort);
      if (!request.writableFinished || 'kind' in result || result.isCut) request.destroy();
      resolve(result);
    };
    const giveUp = (ifSent: string, ifNotSent: string): void => {
      if (answer && !answer.isSuccess) settle(answer.toReply(true));
      else settle(mayHaveArrived ? { kind: 'unknown', reason: ifSent } : { kind: 'retry', reason: ifNotSent });
    };
    const onBroken = (error?: Error): void => {
      if (isTlsAlert(error)) mayHaveArrived = false;
      const ifNotSent = isTlsFailure(error) ? 'tls_failed' : 'connection_failed';
      giveUp(isProtocolError(error) ? 'not_http' : 'connection_reset', ifNotSent);
    };
    // Timers run before sockets: a process that was busy for long first hears of the deadline, then of an answer that
    // came in time. Two rounds of the event loop read what is already there.
    const onAbort = (): void => {
      setImmediate(() => setImmediate(() => giveUp('timeout', 'timeout')));
    };

    signal.addEventListener('abort', onAbort, { once: true });
    request.on('socket', (socket) => {
      // A proxy may be asked over TLS for what is not; and the way to it may be there already.
      const isOverTls = isSecure || 'encrypted' in socket;
      if (request.reusedSocket || (!isOverTls && socket.readyState === 'open')) mayHaveArrived = true;
      else socket.once(isOverTls ? 'secureConnect' : 'connect', () => (mayHaveArrived = true));
    });
    request.on('response', (response) => {
      const incoming = collect(response);
      answer = incoming;
      response.on('data', (chunk: Buffer) => {
        if (!incoming.add(chunk)) settle(incoming.toReply(true));
      });
      response.on('end', () => settle(incoming.toReply(false)));
      response.on('error', onBroken);
      response.on('close', () => onBroken());
    });
    request.on('error', onBroken);
    request.on('close', () => {
      if (!answer) onBroken();
    });
    request.end(body);
  });
}

/** An answer while it comes in. */
interface Answer {
  readonly isSuccess: boolean;
  /** Keeps a piece of the body; `false` when the bound is reached. */
  add(chunk: Buffer): boolean;
  toReply(isCut: boolean): Reply;
}

function collect({ statusCode: status = 0, headers }: IncomingMessage): Answer {
  const chunks: Buffer[] = [];
  let room = maxReplyBytes;
  return {
    isSuccess: status >= 200 && status <= 299,
    add(chunk) {
      chunks.push(chunk.subarray(0, room));
      room -= chunk.byteLength;
      return room >= 0;
    },
    toReply: (isCut) => ({ status, headers: flatten(headers), body: Buffer.concat(chunks), isCut }),
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}

/** A peer that refuses the handshake may say so only after our side has ended it; it has read no request then. */
const isTlsAlert = (error: Error | undefined): boolean => codeOf(error).startsWith('ERR_SSL_');

/** No agreement about certificates or the protocol: those of TLS itself, and the names that OpenSSL gives to what is wrong with a certificate. */
const isTlsFailure = (error: Error | undefined): boolean =>
  /^(?:EPROTO$|ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|INVALID_|HOSTNAME_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)/.test(
    codeOf(error),
  );

/** The parser's errors: whatever answered does not speak HTTP/1.1. */
const isProtocolError = (error: Error | undefined): boolean => codeOf(error).startsWith('HPE_');

function codeOf(error: Error | undefined): string {
  return error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
