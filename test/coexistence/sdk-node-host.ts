/**
 * A host with the released `@opentelemetry/sdk-node` and its HTTP instrumentation, set up by the standard variables, and a bus beside
 * it, set up by its own configuration. Prints the trace of the host, and the receipt of the bus.
 */
import { register } from 'node:module';

// What is imported from here on is seen by the instrumentation.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
const [{ NodeSDK }, { HttpInstrumentation }, { metrics, trace }, { logs }, http] = await Promise.all([
  import('@opentelemetry/sdk-node'),
  import('@opentelemetry/instrumentation-http'),
  import('@opentelemetry/api'),
  import('@opentelemetry/api-logs'),
  import('node:http'),
]);
const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation()] });
sdk.start();
const { start } = await import('codexotel');

const { CONTROL = '', OURS = '{}' } = process.env;
const bus = start({ service: { name: 'ours' }, config: JSON.parse(OURS), workingDirectory: '', programFile: '' });
await bus.ready;
const printed = await trace.getTracer('host').startActiveSpan('host work', async (span) => {
  const session = bus.session({ 'conversation.id': 'c1' });
  await session.turn({ 'turn.id': 't1' }, () => session.timeTool({ tool_name: 'shell', call_id: '1' }, () => 'done'));
  session.end();
  await bus.flush(5_000);
  logs.getLogger('host').emit({ body: 'host log' });
  metrics.getMeter('host').createCounter('host.count').add(1);
  await new Promise<void>((resolve) => {
    http.request(CONTROL, (response) => response.resume().on('end', resolve)).end();
  });
  span.end();
  return { traceId: span.spanContext().traceId, receipt: await bus.close(5_000) };
});
await sdk.shutdown();
process.stdout.write(JSON.stringify(printed), () => process.exit());
