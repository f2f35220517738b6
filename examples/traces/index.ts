/** A session as a trace: a turn, a request to the model and a tool call, to a way out for spans that prints them. No file, no network. */
import { definePlugin, start } from 'codexotel';

const printer = definePlugin({
  name: 'printer',
  setup: () => ({
    sinks: {
      spans: {
        classes: ['fact'],
        unit: 'span',
        lane: 'trace',
        attempt: (batch) => {
          for (const { fields, span } of batch)
            console.log(fields['otel.name'], span?.status, JSON.stringify(span?.events.map(({ name }) => name)));
          return { kind: 'acked' };
        },
      },
    },
  }),
});

const bus = start({
  service: { name: 'acme', version: '2.1.0' },
  plugins: [printer],
  propagation: [{ to: 'https://api.example.com' }],
});
const session = bus.session({ 'conversation.id': 'c-1', model: 'gpt-5.5', slug: 'gpt-5.5' });

await session.turn({ 'turn.id': 't-1' }, async () => {
  session.userPrompt({ text: 'fix the build' });
  await session.span({ name: 'model_request', kind: 'client', fields: { endpoint: '/responses' } }, (span) => {
    const headers = bus.traceHeaders('https://api.example.com/v1/responses');
    span.set({ 'http.response.status_code': headers.traceparent === undefined ? 400 : 200 });
    session.recordTurnTtft({ duration_ms: 52 });
  });
  await session.timeTool({ tool_name: 'shell', call_id: 'call-1', arguments: { cmd: 'npm test' } }, () => 'ok');
});
session.end();

const { sinks, spanEvents } = await bus.close();
console.log(JSON.stringify([sinks['printer.spans'], spanEvents]));
