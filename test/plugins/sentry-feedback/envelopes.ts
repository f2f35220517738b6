/** A receiver of Sentry envelopes on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test looks at of an event that arrived. */
export interface ArrivedEvent {
  readonly type?: string;
  readonly message?: string;
  readonly exception?: { readonly values: ReadonlyArray<{ readonly value: string }> };
  readonly contexts?: { readonly feedback?: { readonly message: string } };
  readonly tags?: Readonly<Record<string, unknown>>;
}

export interface EnvelopeReceiver {
  readonly dsn: string;
  /** Errors, messages and feedback; sessions and reports of the client are left out. */
  readonly events: ArrivedEvent[];
  close(): Promise<void>;
}

export async function startEnvelopeReceiver(): Promise<EnvelopeReceiver> {
  const events: ArrivedEvent[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      events.push(...eventsOf(Buffer.concat(chunks).toString('utf8')));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    dsn: `http://public@127.0.0.1:${port}/1`,
    events,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An envelope is a line for itself, then two for each item: its header, and its payload. */
function eventsOf(envelope: string): ArrivedEvent[] {
  const [, ...lines] = envelope.split('\n');
  return lines.flatMap((line, index) => {
    const isPayload = index % 2 === 1;
    const type = isPayload ? JSON.parse(lines[index - 1] ?? '{}').type : undefined;
    return type === 'event' || type === 'feedback' ? [JSON.parse(line)] : [];
  });
}
