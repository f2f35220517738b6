/** A host whose OpenTelemetry is of another version or another copy: its tracing sees nothing of what we send. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startReceiver } from '../../core/testing/index.js';
import type { Receipt } from '../../index.js';
import { cleanEnvironment } from '../clean-environment.js';
import { startEnvelopeReceiver } from '../plugins/sentry-feedback/envelopes.js';
import { traceHeadersIn, useControl } from './control.js';

const program = fileURLToPath(new URL('./api-copy-host.js', import.meta.url));

describe('a host with another copy of the OpenTelemetry API', () => {
  const control = useControl();

  for (const [what, api] of [
    ['ours', '@opentelemetry/api'],
    ['older', 'otel-api-older'],
    ['newer', 'otel-api-newer'],
  ] as const) {
    it(`traces none of our requests: ${what}`, async () => {
      await using receiver = await startReceiver();
      const reports = await startEnvelopeReceiver();
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [program], {
          env: cleanEnvironment({
            API: api,
            CONTROL: control().url,
            OURS: receiver.httpUrl,
            DSN: reports.dsn,
          }),
        });
        const { isRegistered, feedback, sinks }: { isRegistered: boolean; feedback: string; sinks: Receipt['sinks'] } =
          JSON.parse(stdout);
        deepEqual([isRegistered, feedback], [true, 'sent']);
        deepEqual(Object.keys(sinks).sort(), ['otlp.logs', 'otlp.traces', 'statsig.metrics', 'stock.logs']);
        for (const [name, { accepted, delivered }] of Object.entries(sinks)) {
          ok(delivered > 0, name);
          equal(accepted, delivered, name);
        }
        const ours = [
          ...receiver.requests.map(({ headers }) => headers),
          ...reports.requests.map(({ headers }) => headers),
        ];
        ok(ours.length >= 5);
        deepEqual(ours.flatMap(traceHeadersIn), []);
        deepEqual(control().requests.map(traceHeadersIn), [['traceparent']]);
      } finally {
        await reports.close();
      }
    }).timeout(30_000);
  }
});
