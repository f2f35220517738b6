/** Rollout files that are damaged, are none, or were made to do harm: `codexotel replay` tells it and sends what is sound. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { logsOf, useReceiver, valuesOf } from './emitting.js';
import { eventsIn, rcFor, rollout, writeFiles } from './replaying.js';
import { inCheckout, type Run, runCommand } from './run.js';

const secret = 'canary-4711';
const recorded = readFileSync(rollout('a_tool'), 'utf8');
const lineCount = recorded.trimEnd().split('\n').length;
const conversation = '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958';
const when = '"timestamp":"2026-11-20T10:00:00.000Z"';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

interface Case {
  /** Makes the file from a sound rollout. */
  readonly spoil: (sound: string) => string | Uint8Array;
  /** Each message on stderr, in order. */
  readonly told: readonly RegExp[];
  readonly events: number;
}

const all = eventsIn.a_tool;

/** Puts lines in behind the first. */
const insert =
  (...lines: readonly string[]) =>
  (sound: string): string =>
    sound.replace('\n', () => `\n${lines.join('\n')}\n`);

const cases: Readonly<Record<string, Case>> = {
  'is empty': { spoil: () => '', told: [], events: 0 },
  'has CRLF, a byte order mark and empty lines': {
    spoil: (sound) => `\uFEFF${sound.trimEnd().replaceAll('\n', '\r\n\r\n')}`,
    told: [],
    events: all,
  },
  'holds a line of garbage': {
    spoil: insert(secret),
    told: [/: line 2 was skipped: it is not JSON$/],
    events: all,
  },
  'holds a list and a number': {
    spoil: insert(`["${secret}"]\n42`),
    told: [/: line 2 was skipped: .*not a JSON object$/, /: line 3 was skipped: .*not a JSON object$/],
    events: all,
  },
  'ends in the middle of a line': {
    spoil: (sound) => sound.trimEnd().slice(0, -5),
    told: [new RegExp(`: line ${lineCount} was skipped: it is not JSON$`)],
    events: all - 1,
  },
  'holds binary data': {
    spoil: (sound) => Buffer.concat([Buffer.from([0xff, 0xfe, 0, 1, 0x0a]), Buffer.from(sound)]),
    told: [/: line 1 was skipped: it is not JSON$/],
    events: all,
  },
  'is nested 100 000 levels deep': {
    spoil: insert(`${deep(100_000)}\n{${when},"type":"world_state","payload":{"a":${deep(100_000)}}}`),
    told: [/: line 2 was skipped: it is not/],
    events: all,
  },
  'holds a line of 5 MiB': {
    spoil: insert(
      `{${when},"type":"world_state","payload":{"a":"${'x'.repeat(5 * 2 ** 20)}"}}\n${'x'.repeat(5 * 2 ** 20)}`,
    ),
    told: [/: line 3 was skipped: it is not JSON$/],
    events: all,
  },
  'holds records of unknown types': {
    spoil: insert(Array(3).fill(`{${when},"type":"from_the_future","payload":{"a":"${secret}"}}`).join('\n')),
    told: [/: 3 lines of the unknown record type "from_the_future"$/],
    events: all,
  },
  'holds a type with a secret in it': {
    spoil: insert(`{${when},"type":"${secret} and more","payload":{}}`),
    told: [/: 1 line of the unknown record type \(a name that cannot be shown\)$/],
    events: all,
  },
  'holds payloads and times of the wrong kind': {
    spoil: insert(
      `{${when},"type":"event_msg","payload":"${secret}"}\n{"timestamp":"${secret}","type":"event_msg","payload":{}}`,
    ),
    told: [/: line 2 was skipped: .*`payload`/, /: line 3 was skipped: .*`timestamp`/],
    events: all,
  },
  'plays with prototypes': {
    spoil: insert(`{${when},"type":"event_msg","__proto__":{"payload":{"type":"${secret}"}}}`),
    told: [/: line 2 was skipped: .*`payload`/],
    events: all,
  },
  'answers calls that nobody made': {
    spoil: insert(
      `{${when},"type":"response_item","payload":{"type":"function_call_output","call_id":"c-1","output":"${secret}"}}`,
    ),
    told: [/: the output of call "c-1" has no call before it; no event$/],
    events: all,
  },
};

describe('codexotel replay of a file that', () => {
  const receiver = useReceiver();
  const idOf = (index: number): string => conversation.replace(/.{4}$/, String(1_000 + index));
  let run: Run = { code: null, stdout: '', stderr: '' };
  let arrived: readonly Readonly<Record<string, unknown>>[] = [];

  before(async () => {
    const contents = Object.values(cases).map(({ spoil }, index) =>
      spoil(recorded.replaceAll(conversation, idOf(index))),
    );
    const files = await writeFiles(Object.fromEntries(contents.map((content, index) => [`case-${index}`, content])));
    const config = await rcFor(receiver().httpUrl);
    run = await runCommand(['replay', ...Object.values(files), '--config', config, '--json']);
    arrived = logsOf(receiver()).map(valuesOf);
  });

  for (const [index, [what, { told, events }]] of Object.entries(cases).entries()) {
    it(`${what} is told of, and what is sound of it arrives`, () => {
      const messages = run.stderr.split('\n').filter((line) => line.includes(`/case-${index}: `));
      assert.equal(messages.length, told.length, run.stderr);
      for (const [at, message] of messages.entries()) assert.match(message, told[at] ?? /nothing/);
      assert.equal(arrived.filter((log) => log['conversation.id'] === idOf(index)).length, events);
    });
  }

  it('is damaged does not make the run a failure, and none of its values is told', () => {
    const total = Object.values(cases).reduce((sum, { events }) => sum + events, 0);
    const { events, sinks } = JSON.parse(run.stdout);
    assert.deepEqual([run.code, events, sinks['otlp.logs'].delivered, arrived.length], [0, total, total, total]);
    const told = Object.values(cases).flatMap((entry) => entry.told);
    assert.equal(run.stderr.trimEnd().split('\n').length, told.length, run.stderr);
    assert.ok(!run.stderr.includes(secret), run.stderr);
    assert.ok(!JSON.stringify(arrived).includes(secret));
  });

  it('is compressed says how to unpack it, and is a failure, since nothing of it was read', async () => {
    const { file } = await writeFiles({ file: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4]) });
    const { code, stdout, stderr } = await runCommand(['replay', file, '--json']);
    assert.match(stderr, /codexotel: the file is compressed; unpack it first/);
    assert.deepEqual([code, JSON.parse(stdout).events], [1, 0]);
  });

  it('is no rollout at all is told of a hundred times at most', async () => {
    const { code, stdout, stderr } = await runCommand(['replay', inCheckout('package-lock.json'), '--json']);
    assert.ok(stderr.trimEnd().split('\n').length <= 103, stderr);
    assert.match(stderr, /: \d{3,} more notes of this kind are not shown/);
    assert.deepEqual([code, JSON.parse(stdout).events], [0, 0]);
  });
});
