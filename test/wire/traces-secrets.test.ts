/** No secret on the wire of traces and metrics, in whatever a host can name: spans, attributes, statuses, links, resources, tags. */
import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { startReceiver } from '../../core/testing/receiver/index.js';
import { start } from '../../index.js';
import { createTracerProvider } from '../../plugins/opentelemetry/index.js';

const secretOf = (place: string): string => `ghp_${place.padEnd(8, 'x')}${'a1B2c3D4e5F6g7H8'.repeat(2)}`.slice(0, 40);

describe('what a host names in traces and metrics', () => {
  it('is redacted in the names of spans, their attributes and events, resource attributes and tags, and no status message or link attribute leaves', async () => {
    const receiver = await startReceiver();
    const used: string[] = [];
    const secret = (place: string): string => {
      used.push(secretOf(place));
      return secretOf(place);
    };
    const exporterOf = (signal: string) => ({
      'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol: 'json' as const },
    });
    const bus = start({
      service: { name: `acme ${secret('service')}`, version: secret('version') },
      config: {
        otel: {
          exporter: exporterOf('logs'),
          trace_exporter: exporterOf('traces'),
          metrics_exporter: exporterOf('metrics'),
          environment: secret('env'),
          log_tool_content: true,
          log_error_text: true,
        },
      },
      env: { OTEL_RESOURCE_ATTRIBUTES: `team=${secret('team')},${secret('key')}=x` },
      programFile: '',
      workingDirectory: '',
    });
    const session = bus.session({ model: secret('model'), 'terminal.type': secret('terminal') });
    await session.span(
      { name: `index ${secret('name')}`, fields: { 'http.request.method': secret('method') } as never },
      (span) => {
        span.set({ 'turn.id': secret('turn'), [secret('attr')]: 'x' } as never);
        session.toolResult({ tool_name: secret('tool'), call_id: secret('call'), success: true });
      },
    );
    await assert.rejects(async () =>
      session.span({ name: 'fails' }, () => {
        throw new Error(`no access with ${secret('thrown')}`);
      }),
    );
    const tracer = createTracerProvider(bus).getTracer('codex_otel.network_proxy');
    const linked = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    const span = tracer.startSpan(`proxy ${secret('sdk')}`, {
      attributes: { 'url.full': `https://h.test/?token=${secret('url')}`, 'http.route': secret('route') },
      links: [{ context: linked, attributes: { note: secret('link') } }],
    });
    span.setStatus({ code: SpanStatusCode.ERROR, message: `refused ${secret('status')}` });
    span.recordException(new Error(secret('exception')));
    span.end();
    bus.metrics.counter('acme.runs', 1, { repository: secret('tag') });
    session.end();
    await bus.close();

    const bytes = receiver.requests.map((request) => Buffer.from(request.bytes).toString('utf8')).join('\n');
    assert.deepEqual(
      used.filter((one) => bytes.includes(one)),
      [],
    );
    assert.deepEqual(receiver.refused, []);
    const names = receiver.records.flatMap((record) => (record.signal === 'traces' ? [record.name] : []));
    assert.ok(
      names.includes('index [REDACTED:github-token]') && names.includes('proxy [REDACTED:github-token]'),
      names.join(),
    );
    assert.ok(
      ['logs', 'traces', 'metrics'].every((signal) => receiver.records.some((record) => record.signal === signal)),
    );
    await receiver.close();
  });
});
