import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadlineIn, type FreshHeaders } from '../../../core/index.js';
import { type Receiver, type ScriptedAnswer, startReceiver } from '../../../core/testing/receiver/index.js';
import { openHeaderSource } from '../../../plugins/otlp/header-source.js';
import { grpcHeaders, httpHeaders } from '../../../plugins/otlp/headers.js';
import { otlp } from '../../../plugins/otlp/index.js';
import { attempt, closeSinks, complete, contextOf, openSink, someEvents } from './support.js';

const exporters = {
  'http/protobuf': ({ httpUrl }: Receiver) => ({ 'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'binary' } }),
  'http/json': ({ httpUrl }: Receiver) => ({ 'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'json' } }),
  grpc: ({ grpcUrl }: Receiver) => ({ 'otlp-grpc': { endpoint: grpcUrl } }),
} as const;

const withOptions = (exporter: object, options: object) =>
  Object.fromEntries(Object.entries(exporter).map(([kind, parts]) => [kind, { ...parts, ...options }]));

const onlyFor =
  (token: string): ScriptedAnswer =>
  ({ headers }) =>
    headers.authorization === `Bearer ${token}` ? 'ok' : { status: 401 };

let folder: string;
let file: string;
const write = (text: string) => writeFileSync(file, text);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codexotel-test-'));
  file = join(folder, 'headers.txt');
});
afterEach(async () => {
  await closeSinks();
  rmSync(folder, { recursive: true });
});

for (const transport of ['http/protobuf', 'http/json', 'grpc'] as const) {
  describe(`headers that do not stay, over ${transport}`, () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
    });
    afterEach(() => receiver.close());
    const open = (options: object) => openSink(withOptions(exporters[transport](receiver), options));
    const seen = (name = 'authorization') => receiver.requests.map(({ headers }) => headers[name]);

    it('come out of a file beside the others, and once more after a 401', async () => {
      write('Authorization: Bearer one\r\nx-team: red\n\n');
      const sink = open({ headers: { 'X-Team': 'blue', 'x-kept': 'yes' }, headersFrom: { file, refreshMs: 60_000 } });
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      assert.deepEqual([seen(), seen('x-team'), seen('x-kept')], [['Bearer one'], ['red'], ['yes']]);
      write('authorization: Bearer two');
      receiver.answerAlways(onlyFor('two'));
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      assert.deepEqual(seen(), ['Bearer one', 'Bearer one', 'Bearer two']);
    });

    it('are fetched by a function once, and once more when they are refused', async () => {
      let calls = 0;
      const headersFrom = async () => ({ headers: { authorization: `Bearer ${++calls}` } });
      receiver.answerAlways(onlyFor('2'));
      const sink = open({ headersFrom });
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      assert.deepEqual(seen(), ['Bearer 1', 'Bearer 2', 'Bearer 2']);
    });

    it('are not asked for a third time in one attempt, and not at all after a 403', async () => {
      let calls = 0;
      const sink = open({ headersFrom: () => ({ headers: { authorization: `Bearer ${++calls}` } }) });
      receiver.answerAlways({ status: 401 });
      const { kind, isDenied } = { isDenied: false, ...(await attempt(sink, someEvents(1))) };
      assert.deepEqual([kind, isDenied, calls, receiver.requests.length], ['retry', true, 2, 2]);
      receiver.answerAlways({ status: 403 });
      await attempt(sink, someEvents(1));
      assert.deepEqual([calls, receiver.requests.length], [2, 3]);
    });

    it('are not sent again where the file still says the same', async () => {
      write('authorization: Bearer one');
      receiver.answerAlways({ status: 401 });
      await attempt(open({ headersFrom: { file, refreshMs: 60_000 } }), someEvents(1));
      assert.equal(receiver.requests.length, 1);
    });

    it('keep the records while a function gives none, by the deadline', async () => {
      const sink = open({ headersFrom: () => new Promise<never>(() => undefined) });
      assert.deepEqual(await attempt(sink, someEvents(1), 100), { kind: 'retry', reason: 'no_headers' });
      assert.equal(receiver.requests.length, 0);
    });
  });
}

describe('the source of headers', () => {
  let nowMs = 0;
  let reports: string[];
  beforeEach(() => {
    nowMs = 1_000_000;
    reports = [];
  });
  const context = { now: () => nowMs, report: (message: string) => void reports.push(message) };
  const inTime = <T>(ask: (deadline: ReturnType<typeof deadlineIn>) => Promise<T>) => {
    const deadline = deadlineIn(2_000);
    return ask(deadline).finally(() => deadline.dispose());
  };
  const openFunction = (headersFrom: () => unknown, rules: typeof httpHeaders = httpHeaders) => {
    const source = openHeaderSource({ headers: {}, headersFrom: headersFrom as () => FreshHeaders }, rules, context);
    return { source, current: () => inTime((deadline) => source.current(deadline)) };
  };

  it('asks before the headers expire without making anybody wait, and waits where they have', async () => {
    let calls = 0;
    const { current } = openFunction(() => ({ headers: { n: String(++calls) }, expiresAt: nowMs + 10_000 }));
    assert.deepEqual(await current(), { n: '1' });
    nowMs += 7_900;
    assert.deepEqual([await current(), calls], [{ n: '1' }, 1]);
    nowMs += 200;
    assert.deepEqual([await current(), calls], [{ n: '1' }, 2]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([await current(), calls], [{ n: '2' }, 2]);
    nowMs += 10_000;
    assert.deepEqual([await current(), calls], [{ n: '3' }, 3]);
  });

  it('calls a function once for all who ask at the same time, also for several signals', async () => {
    let calls = 0;
    let give: (fresh: FreshHeaders) => void = () => undefined;
    const fn = () => {
      calls++;
      return new Promise<FreshHeaders>((resolve) => (give = resolve));
    };
    const [one, other] = [openFunction(fn), openFunction(fn, grpcHeaders)];
    const waiting = Promise.all([one.current(), one.current(), other.current()]);
    await new Promise((resolve) => setImmediate(resolve));
    give({ headers: { a: 'b' } });
    assert.deepEqual([await waiting, calls], [[{ a: 'b' }, { a: 'b' }, { a: 'b' }], 1]);
  });

  it('reads a file again when its time has come', async () => {
    write('a: 1');
    const source = openHeaderSource({ headers: {}, headersFrom: { file, refreshMs: 500 } }, httpHeaders, context);
    write('a: 2');
    assert.deepEqual({ ...(await inTime((deadline) => source.current(deadline))) }, { a: '1' });
    nowMs += 500;
    assert.deepEqual({ ...(await inTime((deadline) => source.current(deadline))) }, { a: '2' });
  });

  const bad: ReadonlyArray<readonly [what: string, give: () => unknown]> = [
    ['a line break in a value', () => ({ headers: { a: 'canary\r\nx-evil: 1' } })],
    ['a value beyond latin-1', () => ({ headers: { a: 'canary€' } })],
    ['a bad name', () => ({ headers: { 'can ary': 'canary' } })],
    ['a name that is not to be set', () => ({ headers: { 'content-length': '1' } })],
    ['no text', () => ({ headers: { a: 1 } })],
    ['no headers', () => 'canary'],
    ['no time', () => ({ headers: { a: 'canary' }, expiresAt: 'canary' })],
    [
      'an error',
      () => {
        throw new Error('canary');
      },
    ],
  ];
  for (const [what, give] of bad) {
    it(`keeps the old headers, and tells once and without a value, when a function gives ${what}`, async () => {
      let isBad = false;
      const { current } = openFunction(() => (isBad ? give() : { headers: { a: 'old' }, expiresAt: nowMs + 1 }));
      await current();
      isBad = true;
      nowMs += 10;
      assert.deepEqual([await current(), await current()], [{ a: 'old' }, { a: 'old' }]);
      assert.equal(reports.length, 1);
      assert.match(reports[0] ?? '', /^otlp: headers_from: .*; the headers from before stay$/);
      assert.doesNotMatch(reports[0] ?? '', /can ?ary/);
    });
  }

  for (const [what, text] of [
    ['is missing', undefined],
    ['is empty', '\n'],
    ['holds a line that is no header', 'a: b\ncanary'],
    ['repeats a header', 'a: canary\nA: canary'],
    ['holds a control character', 'a: canary\u0001'],
    ['holds a lone carriage return', 'a: canary\rb: c'],
    ['holds what latin-1 has not', 'a: canary€'],
    ['is too long', `a: ${'canary'.repeat(20_000)}`],
  ] as const) {
    it(`keeps the sink closed, and says at start which file, when it ${what}`, () => {
      if (text !== undefined) write(text);
      const exporter = {
        'otlp-http': { endpoint: 'http://c/', protocol: 'json', headersFrom: { file, refreshMs: 1 } },
      };
      const { context: given, mistakes: told } = contextOf(complete({ logs: exporter, traces: 'none' }));
      assert.equal(otlp.setup(given).sinks?.logs, undefined);
      assert.equal(told.length, 1);
      assert.match(
        told[0] ?? '',
        /^otel\.exporter cannot be used: headers_from: .*headers\.txt.*; correct it; otlp\.logs stays closed$/,
      );
      assert.doesNotMatch(String(told[0]), /canary/);
    });
  }
});
