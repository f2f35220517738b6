import assert from 'node:assert/strict';
import { defaults } from '../../../core/config/defaults.js';
import { deliveryOf } from '../../../core/delivery/delivery-of.js';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { start } from '../../../index.js';
import { readBatching } from '../../../plugins/otlp/batching.js';

describe('the variables of the batch processors', () => {
  it('are those of each signal, and say nothing where they are unset or empty', () => {
    const env = {
      OTEL_BLRP_SCHEDULE_DELAY: '0',
      OTEL_BLRP_EXPORT_TIMEOUT: '700',
      OTEL_BLRP_MAX_QUEUE_SIZE: '100',
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: ' 50 ',
      OTEL_BSP_SCHEDULE_DELAY: '5000',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '',
      OTEL_METRIC_EXPORT_TIMEOUT: '900',
    };
    const reports: string[] = [];
    const read = (signal: 'logs' | 'traces' | 'metrics') => readBatching(signal, env, (told) => reports.push(told));
    assert.deepEqual(read('logs'), {
      maxBatchRecords: 50,
      defaults: { scheduleDelayMs: 0, attemptTimeoutMs: 700, maxQueueRecords: 100 },
    });
    assert.deepEqual(read('traces'), { defaults: { scheduleDelayMs: 5_000 } });
    assert.deepEqual(read('metrics'), { defaults: { attemptTimeoutMs: 900 } });
    assert.deepEqual(reports, []);
  });

  it('make no batch larger than its queue, which would never be full', () => {
    const read = (env: Record<string, string>) => readBatching('traces', env, assert.fail).maxBatchRecords;
    assert.equal(read({ OTEL_BSP_MAX_QUEUE_SIZE: '20' }), 20);
    assert.equal(read({ OTEL_BSP_MAX_QUEUE_SIZE: '20', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '30' }), 20);
  });

  for (const text of ['canary', '-1', '0', '1.5', '99999999999']) {
    it(`are told and ignored without their value when they say ${text}`, () => {
      const reports: string[] = [];
      const said = readBatching('logs', { OTEL_BLRP_MAX_QUEUE_SIZE: text }, (told) => reports.push(told));
      assert.deepEqual(said, {});
      assert.deepEqual(reports, [
        'otlp: OTEL_BLRP_MAX_QUEUE_SIZE must be a whole number from 1 to 2147483647; it is ignored',
      ]);
    });
  }

  it('give way to what the configuration says', () => {
    const said = { attemptTimeoutMs: 1, maxQueueRecords: 2, scheduleDelayMs: 3 };
    const origin = { source: 'code', written: 1 };
    const own = deliveryOf(defaults, said);
    assert.deepEqual([own.attemptTimeoutMs, own.queue.maxRecords, own.scheduleDelayMs], [1, 2, 3]);
    const origins = new Map([
      ['queue.max_records', origin],
      ['deadlines.attempt_ms', origin],
    ]);
    const owners = deliveryOf({ ...defaults, origins }, said);
    assert.deepEqual([owners.attemptTimeoutMs, owners.queue.maxRecords, owners.scheduleDelayMs], [10_000, 65_536, 3]);
  });

  describe('on the wire', () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
    });
    afterEach(() => receiver.close());

    it('bound queue and batches of logs, and gzip comes by its variable', async () => {
      const bus = start({
        env: {
          OTEL_LOGS_EXPORTER: 'otlp',
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.httpUrl,
          OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
          OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '10',
          OTEL_BLRP_MAX_QUEUE_SIZE: '25',
          OTEL_BLRP_SCHEDULE_DELAY: '60000',
        },
        config: { quiet: true, session_receipts: false },
        programFile: '',
        workingDirectory: '',
      });
      await bus.ready;
      for (let index = 0; index < 40; index++) bus.emit('codex.user_prompt', { prompt_length: index });
      const { sinks } = await bus.close();
      const { accepted, delivered, dropped } = sinks['otlp.logs'] ?? assert.fail();
      assert.deepEqual([accepted, delivered, dropped], [40, 25, { queue_full: 15 }]);
      assert.deepEqual(
        receiver.requests.map(({ records, gzip }) => [records.length, gzip]),
        [
          [10, true],
          [10, true],
          [5, true],
        ],
      );
    });
  });
});
