/** One unary gRPC call, and all that is known of it when it has ended. */
import type { Client, Metadata } from '@grpc/grpc-js';

/** How a call ended. */
export interface CallResult {
  /** gRPC code; 0 is success. */
  readonly code: number;
  /** The text of a failure; only for telling apart who says it, since it may hold anything. */
  readonly details: string;
  /** The response message of a success. */
  readonly message: Uint8Array;
  /** What came before the message; absent when no head of an answer came, or when it came together with the status. */
  readonly head: Metadata | undefined;
  /** What came with the status; empty for a status that our own side made. */
  readonly trailers: Metadata | undefined;
  /** The call found a connection, so the request may have arrived. */
  readonly hasReachedPeer: boolean;
  /** It was given up because its deadline came. */
  readonly isLate: boolean;
}

/** What a call needs. */
export interface CallParts {
  readonly client: Client;
  /** `/package.Service/Method` */
  readonly method: string;
  /** One object a call: grpc-js keeps and changes it. */
  readonly metadata: Metadata;
  readonly message: Uint8Array;
  readonly signal: AbortSignal;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const asIs = (bytes: Buffer): Uint8Array => bytes;

/** Calls once. Never rejects; soon after `signal` aborts the call is cancelled. */
export function callOnce({ client, method, metadata, message, signal }: CallParts): Promise<CallResult> {
  return new Promise((resolve) => {
    let isLate = false;
    let head: Metadata | undefined;
    const call = client.makeUnaryRequest(method, asBuffer, asIs, message, metadata, {}, (error, response) => {
      signal.removeEventListener('abort', onAbort);
      const peer = call.getPeer();
      resolve({
        code: error?.code ?? 0,
        details: error?.details ?? '',
        message: response ?? new Uint8Array(),
        head,
        trailers: error?.metadata,
        hasReachedPeer: peer !== 'unknown' && peer !== client.getChannel().getTarget(),
        isLate,
      });
    });
    call.on('metadata', (received: Metadata) => {
      head = received;
    });
    // grpc-js's own deadline would fire before it reads an answer that arrived while the process was busy; two rounds of
    // the event loop read what is there.
    function onAbort(): void {
      setImmediate(() =>
        setImmediate(() => {
          isLate = true;
          call.cancel();
        }),
      );
    }
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
