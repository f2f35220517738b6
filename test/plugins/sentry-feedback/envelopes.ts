/** A receiver of Sentry envelopes on loopback. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test looks at of an event that arrived. */
export interface ArrivedEvent {
  readonly type?: string;
  readonly message?: string;
  readonly exception?: { readonly values: ReadonlyArray<{ readonly value: string }> };
  readonly contexts?: { readonly feedback?: { readonly message: string } };
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** A request as it came. */
export interface ArrivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An item of an envelope. */
export interface ArrivedItem {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
}

export interface EnvelopeReceiver {
  readonly dsn: string;
  readonly requests: ArrivedRequest[];
  /** How the next requests are answered; default 200. */
  status: number;
  /** The receiver takes requests, and answers none. */
  isHanging: boolean;
  /** Errors, messages and feedback; sessions and reports of the client are left out. */
  readonly events: ArrivedEvent[];
  close(): Promise<void>;
}

export async function startEnvelopeReceiver(): Promise<EnvelopeReceiver> {
  const events: ArrivedEvent[] = [];
  const requests: ArrivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method, url: path, headers } = request;
      requests.push({ method, path, headers, body });
      events.push(...eventsOf(body));
      if (!receiver.isHanging) {
        response.writeHead(receiver.status, { 'content-type': 'application/json' }).end('{}');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: EnvelopeReceiver = {
    dsn: `http://public@127.0.0.1:${port}/1`,
    events,
    requests,
    status: 200,
    isHanging: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** The items of an envelope: after its own line, a header for each, and a payload of the length that the header says, or to the end of the line. */
export function itemsOf(envelope: Uint8Array): ArrivedItem[] {
  const bytes = Buffer.from(envelope);
  const lineAt = (start: number) => {
    const end = bytes.indexOf(10, start);
    return { text: bytes.subarray(start, end === -1 ? undefined : end), next: end === -1 ? bytes.byteLength : end + 1 };
  };
  const items: ArrivedItem[] = [];
  let at = lineAt(0).next;
  while (at < bytes.byteLength) {
    const { text, next } = lineAt(at);
    const header: Readonly<Record<string, unknown>> = JSON.parse(text.toString());
    const { length } = header;
    const line = lineAt(next);
    const payload = typeof length === 'number' ? bytes.subarray(next, next + length) : line.text;
    items.push({ header, payload });
    at = typeof length === 'number' ? next + length + 1 : line.next;
  }
  return items;
}

const eventsOf = (envelope: Buffer): ArrivedEvent[] =>
  itemsOf(envelope).flatMap(({ header: { type }, payload }) =>
    type === 'event' || type === 'feedback' ? [JSON.parse(payload.toString())] : [],
  );
