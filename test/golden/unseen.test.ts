/** Captures that are not among the fixtures: other endings, losses, words and events, written after the sheets of the wire. */
import { type Receiver, startReceiver } from '../../core/testing/index.js';
import type { Captured } from '../catalogue/captured.js';
import { type Attributes, type Capture, declarationOf, readCaptures } from './capture.js';
import { compareLogs, compareResources, compareSpanEvents } from './compare.js';
import { say } from './say.js';
import { rareRecords } from './unseen-records.js';

const captures = readCaptures();
const captureOf = (run: string): Capture => captures.find((capture) => capture.run === run) as Capture;

/** A capture without some of its records, as if Codex had lost them. */
const without = (capture: Capture, run: string, isLost: (record: Captured, at: number) => boolean): Capture => ({
  ...capture,
  run,
  records: capture.records.filter((record, at) => !isLost(record, at)),
});

/** A capture with other words in its records. */
const withWords = (run: string, from: string, words: Readonly<Record<string, unknown>>): Capture => {
  const capture = captureOf(from);
  const change = (attributes: Attributes): Attributes =>
    attributes.map(([name, type, value]) => [name, type, Object.hasOwn(words, name) ? words[name] : value]);
  const records = capture.records.map((record) => ({ ...record, attributes: change(record.attributes) }));
  return { ...capture, run, records };
};

/** A capture with more records at its end, under the facts of its session. */
const withRecords = (run: string, from: string, records: readonly Captured[]): Capture => {
  const capture = captureOf(from);
  return { ...capture, run, records: [...capture.records, ...records] };
};

const isTold = (record: Captured, lane: 'log' | 'trace'): boolean => declarationOf(record).lanes.includes(lane);

const unseen: readonly Capture[] = [
  ...captures.map((capture) =>
    without(capture, `${capture.run} where no span was active`, ({ lane }, at) => lane === 'trace' && at % 3 === 0),
  ),
  ...captures.map((capture) =>
    without(capture, `${capture.run} that ended before its last records left`, (record, at) => {
      const logs = capture.records.filter(({ lane }) => lane === 'log').length;
      return record.lane === 'log' && isTold(record, 'trace') && at > logs / 2;
    }),
  ),
  {
    ...without(captureOf('b_401_chatgpt'), 'a run whose spans did not leave', ({ lane }) => lane === 'trace'),
    resource: { logs: captureOf('b_401_chatgpt').resource.logs as Attributes },
  },
  {
    ...without(captureOf('f_tools'), 'a run whose logs did not leave', ({ lane }) => lane === 'log'),
    resource: { traces: captureOf('f_tools').resource.traces as Attributes },
  },
  withWords('a user who decided', 'f_tools', { decision: 'approved_for_session', source: 'User' }),
  withWords('another model', 'b_401_chatgpt', { model: 'gpt-6.1-sol', slug: 'sol' }),
  withWords('a failed review', 'a_guardian', {
    status: 'denied',
    outcome: 'deny',
    rationale: 'too risky',
    rationale_length: 9,
  }),
  withWords('an answer that was cut', 'a_agentresp', {
    response: 'x'.repeat(65_536),
    response_length: 70_000,
    response_truncated: true,
  }),
  withWords('no output at all', 'a_tool', {
    output: '\n[... telemetry preview truncated ...]',
    output_truncated: true,
  }),
  withRecords('rare events', 'a_tool', rareRecords(captureOf('a_tool'))),
  withRecords(
    'many retries',
    'a_tool',
    Array.from({ length: 200 }, (_, at): Captured => retryRecord(at)),
  ),
  {
    ...captureOf('a_tool'),
    run: 'attributes of the environment',
    resource: Object.fromEntries(
      Object.entries(captureOf('a_tool').resource).map(([signal, own]) => [
        signal,
        [...own, ['deployment.region', 'string', 'eu west, 1']],
      ]),
    ),
  },
];

function retryRecord(at: number): Captured {
  const attributes: Attributes = [
    ['event.name', 'string', 'codex.retry'],
    ['retry.attempt', 'string', String(at + 1)],
    ['retry.delay_ms', 'string', '195'],
    ['retry.layer', 'string', 'stream'],
    ['retry.operation', 'string', 'sampling'],
  ];
  return { run: '', lane: 'trace', name: 'codex.retry', attributes };
}

describe('a capture that nobody has seen', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.close());
  beforeEach(() => receiver.reset());

  for (const capture of unseen) {
    it(`is reported with no unexplained difference: ${capture.run}`, async () => {
      const { logs, spans } = await say(receiver, capture);
      compareLogs(capture, logs);
      compareSpanEvents(capture, spans);
      compareResources(capture, logs, spans);
    });
  }
});
