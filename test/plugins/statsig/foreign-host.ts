/**
 * A host program with an environment that is meant for others: it delivers one batch, and prints what of OpenTelemetry was
 * loaded before and after. With `TRACING` its outgoing requests are traced, as OpenTelemetry's instrumentation does it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { deadlineIn } from '../../../core/index.js';
import { turns } from './points.js';
import { sinkTo } from './set-up.js';

const { cache } = createRequire(import.meta.url);
const countLoaded = () => Object.keys(cache).filter((path) => path.includes('@opentelemetry')).length;

if (process.env.TRACING) await traceRequests();
const sink = await sinkTo(process.env.DESTINATION ?? '');
const before = countLoaded();
const outcome = await sink.attempt([turns()], deadlineIn(5_000));
const after = countLoaded();
await sink.close?.();
process.stdout.write(JSON.stringify({ before, after, outcome }), () => process.exit());

/** Adds a trace header to each request whose context does not suppress it, and tells each decision on stderr. */
async function traceRequests(): Promise<void> {
  const { context, ROOT_CONTEXT } = await import('@opentelemetry/api');
  const { isTracingSuppressed } = await import('@opentelemetry/core');
  const store = new AsyncLocalStorage<typeof ROOT_CONTEXT>();
  const manager: Parameters<typeof context.setGlobalContextManager>[0] = {
    active: () => store.getStore() ?? ROOT_CONTEXT,
    with: (active, run, self, ...values) => store.run(active, () => run.call(self, ...values)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
  http.request = new Proxy(http.request, {
    apply(target, self, values) {
      const isTraced = !isTracingSuppressed(context.active());
      process.stderr.write(isTraced ? 'traced' : 'suppressed');
      const request = Reflect.apply(target, self, values);
      if (isTraced) request.setHeader('traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`);
      return request;
    },
  });
  syncBuiltinESMExports();
}
