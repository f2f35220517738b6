/** Sentry's own tracing, in a host that hands its `suppressTracing` over: no span, no breadcrumb and no header of what we send. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startReceiver } from '../../core/testing/index.js';
import type { Receipt } from '../../index.js';
import { cleanEnvironment } from '../clean-environment.js';
import { startEnvelopeReceiver } from '../plugins/sentry-feedback/envelopes.js';
import { traceHeadersIn, useControl } from './control.js';

const program = fileURLToPath(new URL('./sentry-host.js', import.meta.url));

describe('a host with @sentry/node', () => {
  const control = useControl();

  for (const protocol of ['binary', 'grpc'] as const) {
    it(`traces none of our requests over ${protocol}`, async () => {
      await using receiver = await startReceiver();
      const sentry = await startEnvelopeReceiver();
      const reports = await startEnvelopeReceiver();
      const to = (signal: string) =>
        protocol === 'grpc'
          ? { 'otlp-grpc': { endpoint: receiver.grpcUrl } }
          : { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol } };
      const ours = {
        otel: { exporter: to('logs'), trace_exporter: to('traces'), metrics_exporter: 'statsig' },
        plugins: {
          statsig: { key: 'k', endpoint: `${receiver.httpUrl}/statsig/v1/metrics` },
          'sentry-feedback': { dsn: reports.dsn },
        },
      };
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [program], {
          env: cleanEnvironment({ DSN: sentry.dsn, CONTROL: control().url, OURS: JSON.stringify(ours) }),
        });
        const { sinks, feedback }: Receipt & { feedback: string } = JSON.parse(stdout);
        equal(feedback, 'sent');
        ok(Object.values(sinks).every(({ accepted, delivered }) => accepted === delivered && delivered > 0));
        const sent = [...receiver.requests, ...reports.requests].map(({ headers }) => traceHeadersIn(headers));
        ok(sent.length >= 4);
        deepEqual(sent.flat(), []);
        // It does see the host's own request.
        ok(control().requests.flatMap(traceHeadersIn).includes('sentry-trace'));
        const told = sentry.requests.map(({ body }) => body.toString()).join('\n');
        ok(told.includes(control().url));
        for (const url of [receiver.httpUrl, receiver.grpcUrl, new URL(reports.dsn).host].map((text) =>
          text.replace(/^\w+:\/\//, ''),
        ))
          ok(!told.includes(url), url);
      } finally {
        await Promise.all([sentry.close(), reports.close()]);
      }
    }).timeout(30_000);
  }
});
