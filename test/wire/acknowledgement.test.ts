/** Partial success, pages that are no answer, gzip and time, for each signal and each transport, through a whole bus. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../core/testing/receiver/index.js';
import { type Bus, type Config, start } from '../../index.js';

const signals = {
  logs: { key: 'exporter', sink: 'otlp.logs' },
  traces: { key: 'trace_exporter', sink: 'otlp.traces' },
  metrics: { key: 'metrics_exporter', sink: 'otlp.metrics' },
} as const;

const feed = {
  logs: (bus: Bus) => bus.emit('codex.user_prompt', { prompt_length: 1 }),
  traces: async (bus: Bus) => {
    const session = bus.session({ 'conversation.id': 'c1', model: 'm' });
    await session.turn({ 'turn.id': 't1' }, async () => undefined);
    session.end();
  },
  metrics: (bus: Bus) => bus.metrics.counter('acme.builds', 1),
} as const;

for (const signal of ['logs', 'traces', 'metrics'] as const) {
  for (const transport of ['binary', 'json', 'grpc'] as const) {
    describe(`${signal} over ${transport}`, () => {
      let receiver: Receiver;
      beforeEach(async () => {
        receiver = await startReceiver();
      });
      afterEach(() => receiver.close());
      const { key, sink } = signals[signal];

      const startBus = async (more: object): Promise<Bus> => {
        const exporter =
          transport === 'grpc'
            ? { 'otlp-grpc': { endpoint: receiver.grpcUrl, ...more } }
            : { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol: transport, ...more } };
        const bus = start({
          config: { otel: { [key]: exporter }, session_receipts: false, quiet: true } as Config,
          env: {},
          programFile: '',
          workingDirectory: '',
        });
        await bus.ready;
        await feed[signal](bus);
        return bus;
      };

      it('travel compressed, count what a partial success rejects, and are not sent again', async () => {
        receiver.answerWith({ partialSuccess: { rejected: 1, message: 'canary' } });
        const bus = await startBus({ compression: 'gzip' });
        await bus.flush();
        const receipt = await bus.close();
        const { accepted, delivered, rejected } = receipt.sinks[sink] ?? assert.fail();
        assert.deepEqual([rejected, delivered], [1, accepted - 1]);
        assert.deepEqual(
          receiver.requests.map(({ gzip }) => gzip),
          [true],
        );
        assert.doesNotMatch(JSON.stringify(receipt), /canary/);
      });

      it('wait behind a captive portal, and arrive once behind it', async () => {
        receiver.answerWith('html');
        const bus = await startBus({});
        await bus.flush(10_000);
        const { accepted, delivered, pending } = (await bus.close()).sinks[sink] ?? assert.fail();
        assert.ok(accepted > 0);
        assert.deepEqual([delivered, pending], [accepted, 0]);
        assert.deepEqual(
          receiver.requests.map(({ answer }) => answer.kind),
          ['html', 'ok'],
        );
      });

      it('give an attempt up after the time of their exporter', async () => {
        receiver.answerWith('hang');
        const begin = performance.now();
        const bus = await startBus({ timeout_ms: 200 });
        await bus.flush(10_000);
        assert.ok(performance.now() - begin < 5_000);
        assert.deepEqual(
          receiver.requests.map(({ answer }) => answer.kind),
          ['hang', 'ok'],
        );
        await bus.close();
      });
    });
  }
}
