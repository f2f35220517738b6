/** The released SDK of OpenTelemetry beside us in one process: both export only their own, and neither traces the other. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ReceivedRecord, type Receiver, startReceiver } from '../../core/testing/index.js';
import type { Receipt } from '../../index.js';
import { cleanEnvironment } from '../clean-environment.js';
import { traceHeadersIn, useControl } from './control.js';

const program = fileURLToPath(new URL('./sdk-node-host.js', import.meta.url));

const serviceOf = ({ resource }: ReceivedRecord) => resource.find(([name]) => name === 'service.name')?.[2];
const namesOf = ({ records }: Receiver, signal: ReceivedRecord['signal']): readonly string[] =>
  records
    .filter((record) => record.signal === signal)
    .map((record) => (record.signal === 'logs' ? record.eventName || String(record.body?.[1]) : record.name))
    .sort();

describe('@opentelemetry/sdk-node beside us', () => {
  const control = useControl();

  for (const protocol of ['http/protobuf', 'http/json', 'grpc'] as const) {
    it(`exports only its own, and we only ours over ${protocol}`, async () => {
      await using theirs = await startReceiver();
      await using ours = await startReceiver();
      const to = (signal: string) =>
        protocol === 'grpc'
          ? { 'otlp-grpc': { endpoint: ours.grpcUrl } }
          : {
              'otlp-http': {
                endpoint: `${ours.httpUrl}/v1/${signal}`,
                protocol: protocol === 'http/json' ? 'json' : 'binary',
              },
            };
      const otel = { exporter: to('logs'), trace_exporter: to('traces'), metrics_exporter: to('metrics') };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], {
        env: cleanEnvironment({
          OTEL_SERVICE_NAME: 'theirs',
          OTEL_TRACES_EXPORTER: 'otlp',
          OTEL_LOGS_EXPORTER: 'otlp',
          OTEL_METRICS_EXPORTER: 'otlp',
          OTEL_NODE_RESOURCE_DETECTORS: 'env',
          OTEL_EXPORTER_OTLP_ENDPOINT: theirs.httpUrl,
          OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20theirs',
          CONTROL: control().url,
          OURS: JSON.stringify({ otel }),
        }),
      });
      const { traceId, receipt }: { traceId: string; receipt: Receipt } = JSON.parse(stdout);
      equal(stderr, '');

      deepEqual(namesOf(theirs, 'traces'), ['GET', 'host work']);
      deepEqual(namesOf(theirs, 'logs'), ['host log']);
      ok(namesOf(theirs, 'metrics').includes('host.count'));
      ok(!namesOf(theirs, 'metrics').some((name) => name.startsWith('codex')));
      deepEqual(new Set(theirs.records.map(serviceOf)), new Set(['theirs']));

      deepEqual(namesOf(ours, 'traces'), ['session', 'tool_call', 'turn']);
      deepEqual(namesOf(ours, 'logs'), ['codex.tool_result', 'codexotel.session_receipt']);
      ok(namesOf(ours, 'metrics').every((name) => name.startsWith('codex')));
      deepEqual(new Set(ours.records.map(serviceOf)), new Set(['ours']));
      ok(Object.values(receipt.sinks).every(({ accepted, delivered }) => accepted === delivered && delivered > 0));
      deepEqual([ours.refused, theirs.refused], [[], []]);

      // Our session is a part of the host's trace; our requests are none, and bear nothing of the host's.
      deepEqual(
        new Set(ours.records.flatMap((record) => ('traceId' in record ? record.traceId : []))),
        new Set([traceId]),
      );
      deepEqual(
        ours.requests.flatMap(({ headers }) => traceHeadersIn(headers)),
        [],
      );
      ok(ours.requests.every(({ headers }) => headers.authorization === undefined));
      deepEqual(control().requests.map(traceHeadersIn), [['traceparent']]);
    }).timeout(30_000);
  }
});
