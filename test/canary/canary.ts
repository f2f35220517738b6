/** One run of the canary: a host that leaks into taps on every way out, and what was found there. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startReceiver } from '../../core/testing/index.js';
import { startProgram } from '../cli/child.js';
import type { Errand } from './leaky-host.js';
import { countMarkers } from './markers.js';
import { startTap, type Tap } from './tap.js';

/** The three ways of OTLP. */
export const encodings = ['binary', 'json', 'grpc'] as const;

/** Which run. */
export interface Run {
  readonly mode: Errand['mode'];
  readonly encoding: (typeof encodings)[number];
  readonly events: number;
}

/** What left, by way out. */
export interface Leaks {
  readonly code: number | null;
  readonly ways: Readonly<
    Record<string, { readonly bytes: number; readonly markers: number; readonly controls?: number }>
  >;
  /** Log records that arrived. */
  readonly records: number;
  /** Spans that arrived. */
  readonly spans: number;
  readonly stderr: string;
}

const control = 'canary-control';

/** Runs the host, and reads every way out. */
export async function runCanary({ mode, encoding, events }: Run): Promise<Leaks> {
  const receiver = await startReceiver({ paths: { '/statsig': 'metrics' } });
  const sentry = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  sentry.listen(0, '127.0.0.1');
  await once(sentry, 'listening');
  const portOf = (url: string): number => Number(new URL(url).port);
  const taps: Readonly<Record<string, Tap>> = {
    otlp: await startTap(portOf(encoding === 'grpc' ? receiver.grpcUrl : receiver.httpUrl), control),
    statsig: await startTap(portOf(receiver.httpUrl), control),
    sentry: await startTap((sentry.address() as AddressInfo).port, control),
  };
  const url = (tap: string): string => `http://127.0.0.1:${taps[tap]?.port}`;
  const errand: Errand = {
    mode,
    events,
    control,
    exporter:
      encoding === 'grpc'
        ? { 'otlp-grpc': { endpoint: url('otlp') } }
        : { 'otlp-http': { endpoint: `${url('otlp')}/v1/logs`, protocol: encoding } },
    traceExporter:
      encoding === 'grpc'
        ? { 'otlp-grpc': { endpoint: url('otlp') } }
        : { 'otlp-http': { endpoint: `${url('otlp')}/v1/traces`, protocol: encoding } },
    statsigUrl: `${url('statsig')}/statsig`,
    sentryDsn: `${url('sentry').replace('//', '//key@')}/1`,
  };
  const { code, stdout, stderr } = await startProgram('build/test/canary/leaky-host.js', [JSON.stringify(errand)])
    .ended;
  const ways = Object.fromEntries(Object.entries(taps).map(([name, tap]) => [name, tap.passed()]));
  await Promise.all(Object.values(taps).map((tap) => tap.close()));
  const records = receiver.records.filter(({ signal }) => signal === 'logs').length;
  const spans = receiver.records.filter(({ signal }) => signal === 'traces').length;
  await receiver.close();
  sentry.close();
  const printed = (text: string) => ({ bytes: text.length, markers: countMarkers(text) });
  return { code, ways: { ...ways, stdout: printed(stdout), stderr: printed(stderr) }, records, spans, stderr };
}
