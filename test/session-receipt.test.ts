/** The closing record of a session: one, at its end, about the events before it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { memorySink } from '../core/testing/memory-sink.js';
import { startReceiver } from '../core/testing/receiver/index.js';
import { testBus } from '../core/testing/test-bus.js';
import { cleanEnvironment } from './clean-environment.js';

/** A bus whose sessions end with a receipt; `more` is more of its configuration. */
const openBus = (more: object = {}, plugins: Parameters<typeof testBus>[0] = {}) =>
  testBus({ config: { quiet: true, ...more }, ...plugins });

const name = 'codexotel.session_receipt';

describe('the receipt of a session', () => {
  it('comes once, when the session ends, behind its events, and counts them but not itself', async () => {
    const { bus, sink } = openBus();
    const session = bus.session({ 'conversation.id': 'c-1' });
    session.recordTurnTtft({});
    session.recordTurnTtft({});
    session.end();
    session.end();
    const receipt = await bus.close();
    const [, second, third, ...others] = sink.records;
    assert.deepEqual(
      [third?.name, third?.fields, others.length],
      [name, { emitted: 2, refused: 0, dropped: 0, rejected: 0 }, 0],
    );
    assert.deepEqual([third?.stream, third?.sequence, third?.session['conversation.id']], [second?.stream, 3, 'c-1']);
    assert.deepEqual([receipt.emitted, receipt.sinks['memory.records']?.accepted], [2, 3]);
  });

  it('comes at the close for sessions that are still open, and not for those without events', async () => {
    const { bus, sink } = openBus();
    bus.session({ 'conversation.id': 'empty' });
    for (const id of ['a', 'b']) bus.session({ 'conversation.id': id }).recordTurnTtft({});
    await bus.close();
    const receipts = sink.records.filter((record) => record.name === name);
    assert.deepEqual(
      receipts.map(({ session }) => session['conversation.id']),
      ['a', 'b'],
    );
  });

  it('says what was refused, and what this sink lost', async () => {
    const { bus, sink } = openBus({ queue: { max_records: 3 } });
    await bus.ready;
    bus.hooks.redact.for('codex.user_prompt').tap('broken', () => {
      throw new Error('x');
    });
    const session = bus.session();
    session.userPrompt({ text: 'x' });
    for (let at = 0; at < 10; at++) session.recordTurnTtft({});
    session.end();
    await bus.close();
    const receipt = sink.records.at(-1);
    assert.deepEqual(receipt?.fields, { emitted: 11, refused: 1, dropped: 8, rejected: 0 });
    assert.equal(11 - 1 - 8, sink.records.length - 1, 'what is left is what arrived');
  });

  it('is left out where the configuration says so, or where nobody would see it', async () => {
    const { bus, sink } = openBus({ session_receipts: false });
    bus.session().recordTurnTtft({});
    await bus.close();
    assert.deepEqual(
      sink.records.map((record) => record.name),
      ['codex.turn_ttft'],
    );
  });

  it('reaches every sink that takes logs', async () => {
    const other = memorySink({ name: 'other' });
    const { bus, sink } = openBus({}, { plugins: [other.plugin] });
    bus.session().recordTurnTtft({});
    await bus.close();
    assert.deepEqual([sink.records.at(-1)?.name, other.records.at(-1)?.name], [name, name]);
  });
});

/** A host that never closes its bus, and leaves after one event of a session, in one way or another. */
const leaver = (endpoint: string, ending: string) => `
  const { start } = await import(${JSON.stringify(new URL('../index.js', import.meta.url).href)});
  const exporter = { 'otlp-http': { endpoint: '${endpoint}', protocol: 'json' } };
  const bus = start({ config: { otel: { exporter } }, programFile: '', workingDirectory: '' });
  await bus.ready;
  const session = bus.session({ 'conversation.id': 'c1' });
  session.recordTurnTtft({});
  ${ending}
`;

describe('the receipt of a session whose process ends without a close', () => {
  for (const [what, ending, counts] of [
    ['has nothing more to do', '', [1]],
    ['exits', 'process.exit(0);', [1]],
    ['fails', 'throw new Error("broken");', [1]],
    [
      'turns out to go on',
      "process.once('beforeExit', () => setTimeout(() => session.recordTurnTtft({}), 300));",
      [1, 2],
    ],
  ] as const) {
    it(`comes where it ${what}`, async () => {
      const receiver = await startReceiver();
      const args = ['--input-type=module', '-e', leaver(`${receiver.httpUrl}/v1/logs`, ending)];
      await promisify(execFile)(process.execPath, args, { env: cleanEnvironment({}) }).catch(() => undefined);
      const receipts = receiver.records.flatMap((record) =>
        record.signal === 'logs' && record.eventName === name ? [record] : [],
      );
      const emitted = receipts.map(({ attributes }) => attributes.find(([key]) => key === 'emitted')?.[2]);
      assert.deepEqual(emitted.map(Number), counts);
      await receiver.close();
    }).timeout(20_000);
  }
});

describe('the identity of records', () => {
  it('is a stream of their session and a number, the same for every sink, and never the same twice', async () => {
    const other = memorySink({ name: 'other' });
    const { bus, sink } = testBus({ plugins: [other.plugin] });
    const [one, two] = [bus.session(), bus.session()];
    for (const session of [one, two, one]) session.recordTurnTtft({});
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    const identities = sink.records.map(({ stream, sequence }) => `${stream}-${sequence}`);
    assert.equal(new Set(identities).size, 4);
    assert.deepEqual(
      identities,
      other.records.map(({ stream, sequence }) => `${stream}-${sequence}`),
    );
    assert.deepEqual(
      sink.records.map(({ sequence }) => sequence),
      [1, 1, 2, 1],
    );
    assert.ok(sink.records.every(({ stream }) => /^[0-9a-f]{16}$/.test(stream)));
  });
});
