/**
 * A host whose OpenTelemetry is another copy of the API, an older or a newer version than ours, with an instrumentation of its own:
 * it adds a header to each HTTP request that its context does not suppress. Every way out of the bus is open. `API` names the copy.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { definePlugin, start } from 'codexotel';
import { fromOtelExporter } from 'codexotel/plugins/otlp';

const { API = '', CONTROL = '', OURS = '', DSN = '' } = process.env;
const { context, ROOT_CONTEXT }: typeof import('otel-api-newer') = await import(API);
const storage = new AsyncLocalStorage<typeof ROOT_CONTEXT>();
const manager: Parameters<typeof context.setGlobalContextManager>[0] = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, run, self, ...values) => storage.run(active, () => run.call(self, ...values)),
  bind: (_, target) => target,
  enable: () => manager,
  disable: () => manager,
};
const isRegistered = context.setGlobalContextManager(manager);
const suppressed = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
http.request = new Proxy(http.request, {
  apply(target, self, values) {
    const request: http.ClientRequest = Reflect.apply(target, self, values);
    if (context.active().getValue(suppressed) !== true)
      request.setHeader('traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`);
    return request;
  },
});
syncBuiltinESMExports();

const stock = definePlugin({
  name: 'stock',
  setup: () => ({ sinks: { logs: fromOtelExporter(new OTLPLogExporter({ url: `${OURS}/stock/v1/logs` })) } }),
});
const to = (signal: string) => ({ 'otlp-http': { endpoint: `${OURS}/v1/${signal}`, protocol: 'json' as const } });
const bus = start({
  env: {},
  workingDirectory: '',
  programFile: '',
  plugins: [stock],
  config: {
    otel: { exporter: to('logs'), trace_exporter: to('traces'), metrics_exporter: 'statsig' },
    plugins: {
      statsig: { key: 'k', endpoint: `${OURS}/statsig/v1/metrics` },
      'sentry-feedback': { dsn: DSN },
    },
  },
});
bus.metrics.counter('acme.runs', 1);
await bus.session({}).timeTool({ tool_name: 'shell', call_id: '1' }, () => 'done');
const feedback = await bus.feedback.capture({ classification: 'bug', reason: 'x' });
await new Promise<void>((resolve) => {
  http.request(CONTROL, (response) => response.resume().on('end', resolve)).end();
});
const { sinks } = await bus.close(5_000);
process.stdout.write(JSON.stringify({ isRegistered, feedback: feedback.kind, sinks }), () => process.exit());
