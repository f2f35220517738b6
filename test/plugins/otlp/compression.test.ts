import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { attempt, closeSinks, openSink, someEvents } from './support.js';

const exporters = {
  'http/protobuf': ({ httpUrl }: Receiver) => ({ 'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'binary' } }),
  'http/json': ({ httpUrl }: Receiver) => ({ 'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'json' } }),
  grpc: ({ grpcUrl }: Receiver) => ({ 'otlp-grpc': { endpoint: grpcUrl } }),
} as const;

const withOption = (exporter: object, option: object) =>
  Object.fromEntries(Object.entries(exporter).map(([kind, parts]) => [kind, { ...parts, ...option }]));

for (const transport of ['http/protobuf', 'http/json', 'grpc'] as const) {
  describe(`compression over ${transport}`, () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
    });
    afterEach(async () => {
      await closeSinks();
      await receiver.close();
    });

    it('sends gzip where it is asked for, and every record arrives', async () => {
      const sink = openSink(withOption(exporters[transport](receiver), { compression: 'gzip' }));
      assert.deepEqual(await attempt(sink, someEvents(200)), { kind: 'acked' });
      assert.deepEqual(
        receiver.requests.map(({ gzip, answer }) => [gzip, answer.kind]),
        [[true, 'ok']],
      );
      assert.equal(receiver.records.length, 200);
      assert.ok((receiver.requests[0]?.bytes.byteLength ?? 0) < 20_000);
    });

    it('sends none where nobody asks', async () => {
      assert.deepEqual(await attempt(openSink(exporters[transport](receiver)), someEvents(2)), { kind: 'acked' });
      assert.deepEqual(
        receiver.requests.map(({ gzip }) => gzip),
        [false],
      );
    });
  });
}
