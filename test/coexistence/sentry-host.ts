/** A host with `@sentry/node`, which traces requests in its own way, and a bus that was given Sentry's `suppressTracing`. */
import { request } from 'node:http';
import * as Sentry from '@sentry/node';
import { start } from 'codexotel';

const { DSN = '', CONTROL = '', OURS = '{}' } = process.env;
Sentry.init({ dsn: DSN, tracesSampleRate: 1 });
const bus = start({
  env: {},
  workingDirectory: '',
  programFile: '',
  config: JSON.parse(OURS),
  suppressTracing: Sentry.suppressTracing,
});
await bus.ready;
const receipt = await Sentry.startSpan({ name: 'host work', op: 'test' }, async () => {
  bus.metrics.counter('acme.runs', 1);
  await bus.session({}).timeTool({ tool_name: 'shell', call_id: '1' }, () => 'done');
  await bus.flush(5_000);
  const feedback = await bus.feedback.capture({ classification: 'bug', reason: 'x' });
  await new Promise<void>((resolve) => {
    request(CONTROL, (response) => response.resume().on('end', resolve)).end();
  });
  return { ...(await bus.close(5_000)), feedback: feedback.kind };
});
Sentry.captureMessage('with breadcrumbs');
await Sentry.flush(5_000);
process.stdout.write(JSON.stringify(receipt), () => process.exit());
