/** Files that are no rollouts, or were made to do harm: a note, nothing thrown, and the good lines are told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { call, type Found, meta, output, prompt, read, turnContext, usage } from './sample-lines.js';

const tools = readFileSync(new URL('../../../../test/fixtures/golden/f_tools/rollout.jsonl', import.meta.url), 'utf8');

/** The bad line between good ones. */
async function around(bad: string): Promise<Found> {
  const found = await read([meta(), turnContext(1), prompt(2, 'before'), bad, prompt(3, 'after')]);
  const prompts = found.events.filter(({ name }) => name === 'codex.user_prompt').map(({ fields }) => fields.prompt);
  assert.deepEqual(prompts, ['before', 'after']);
  return found;
}

async function assertDamaged(bad: string, why: RegExp): Promise<void> {
  const { notes } = await around(bad);
  assert.equal(notes.length, 1);
  assert.deepEqual([notes[0]?.code, notes[0]?.line], ['damaged_line', 4]);
  assert.match(notes[0]?.message ?? '', why);
}

const WHEN = '"timestamp":"2026-11-20T10:00:00.000Z"';

describe('hostile rollout files', () => {
  it('yield nothing when they are empty or blank', async () => {
    assert.deepEqual((await read([])).all, []);
    assert.deepEqual((await read(['', '   ', '\t'])).all, []);
  });

  it('of bytes that are no text get a note per line, up to a limit, and one that counts the rest', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `\u0000\u0001\ufffd${n}`);
    const { all, notes } = await read(lines);
    assert.equal(all.length, notes.length);
    assert.equal(notes.length, 101);
    assert.equal(notes[0]?.line, 1);
    assert.match(notes[100]?.message ?? '', /^400 more/);
  });

  it('with values that are no records are told by line', async () => {
    for (const text of ['null', '[]', '[[1]]', '"text"', '42', 'true']) await assertDamaged(text, /not a JSON object/);
    for (const text of ['{', 'nonsense', "{'a':1}", '{"a":1}}', '\u0000']) await assertDamaged(text, /not JSON/);
    for (const text of ['{}', '{"type":""}', '{"type":7}', '{"type":["session_meta"]}'])
      await assertDamaged(text, /type/);
  });

  it('with a payload or a time of the wrong kind are told by line', async () => {
    for (const payload of ['null', '[]', '"x"', '3']) {
      await assertDamaged(`{${WHEN},"type":"event_msg","payload":${payload}}`, /payload/);
    }
    for (const time of ['"yesterday"', '"2026-99-99T10:00:00Z"', '"1"', '0', 'null', '"2026-11-20"', '{}']) {
      await assertDamaged(`{"timestamp":${time},"type":"event_msg","payload":{}}`, /timestamp/);
    }
  });

  it('with one line of 5 MiB are read: the good one in full, the bad one as damage', async () => {
    const text = 'x'.repeat(5 * 1024 * 1024);
    const good = await read([meta(), prompt(1, text)]);
    assert.equal(good.events[1]?.fields.prompt, text);
    await assertDamaged(text, /not JSON/);
    const small = await read([meta(), prompt(1, text), prompt(2, 'after')], { maxLineLength: 1_000 });
    assert.deepEqual([small.events.length, small.codes], [2, ['damaged_line']]);
  });

  it('with 100 000 levels of nesting do no harm', async () => {
    const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
    await assertDamaged(deep('[', ']'), /not/);
    const { codes } = await around(`{${WHEN},"type":"made_up","payload":{"a":${deep('[', ']')}}}`);
    assert.ok(codes.every((code) => code === 'unknown_type' || code === 'damaged_line'));
    const nested = deep('{"content":', '}').replace(':}', ':1}');
    await around(
      `{${WHEN},"type":"response_item","payload":{"type":"function_call_output","call_id":"c","output":${nested}}}`,
    );
  });

  it('with keys of the prototype change nothing and invent nothing', async () => {
    const evil = `{${WHEN},"type":"session_meta","__proto__":{"payload":{"id":"evil"}},"constructor":1}`;
    await assertDamaged(evil, /payload/);
    const inner = `{${WHEN},"type":"response_item","payload":{"__proto__":{"type":"function_call","call_id":"x"}}}`;
    const { tools: results } = await around(inner);
    assert.deepEqual(results, []);
    assert.equal(Reflect.get({}, 'type'), undefined);
  });

  it('that end in the middle of a line lose that line alone', async () => {
    const half = prompt(3, 'after').slice(0, 80);
    const { events, notes } = await read([meta(), turnContext(1), prompt(2, 'before'), half]);
    assert.equal(events.length, 2);
    assert.deepEqual([notes[0]?.code, notes[0]?.line, notes.length], ['damaged_line', 4, 1]);
  });

  it('with a wrong type in any one field never throw, and cost no more than the event of that line', async () => {
    const lines = tools.trimEnd().split('\n');
    const { events } = await read(lines);
    const wrong = [null, 0, -1, 'yesterday', [], {}, true, 1e300];
    for (const [index, text] of lines.entries()) {
      for (const path of pathsOf(JSON.parse(text), 3)) {
        const value = wrong[(index + path.length) % wrong.length];
        const spoiled = lines.with(index, JSON.stringify(replaceAt(JSON.parse(text), path, value)));
        const found = await read(spoiled);
        assert.ok(found.events.length >= events.length - 1, `${path.join('.')} in line ${index + 1}`);
      }
    }
  }).timeout(20_000);

  it('never say in a note what stood in the file', async () => {
    const secret = 'sk-THIS_IS_SECRET_0123456789';
    const { notes } = await read([
      `${secret}`,
      `{"type":"${secret} with spaces","timestamp":"${secret}","payload":{}}`,
      `{${WHEN},"type":"${secret}\\n","payload":{"type":"${secret}"}}`,
      call(1, `${secret} ${secret}`, secret),
      output(2, `${secret} ${secret}`, secret),
      output(3, `${secret}\u0000`, secret),
      usage(4, { input_tokens: secret }),
    ]);
    assert.ok(notes.length >= 6);
    assert.ok(!JSON.stringify(notes).includes(secret));
  });

  it('with a thousand made-up types get few notes', async () => {
    const made = Array.from({ length: 1_000 }, (_, n) => `{${WHEN},"type":"made_up_${n}","payload":{}}`);
    const { notes } = await read(made);
    assert.equal(notes.length, 65);
    assert.match(notes[64]?.message ?? '', /^936 more/);
  });

  it('with things that are no text in the place of lines are told', async () => {
    const { notes } = await read(JSON.parse('[null, 5, {}]'));
    assert.deepEqual(
      notes.map(({ line }) => line),
      [1, 2, 3],
    );
  });

  it('reject only when the source of the lines does', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield meta();
      throw new Error('the disk is gone');
    }
    await assert.rejects(read(broken()), /the disk is gone/);
  });
});

type Path = (string | number)[];

/** All fields down to `depth`, each as its path. */
function pathsOf(value: unknown, depth: number): Path[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner, depth - 1).map((p) => [key, ...p])]);
}

function replaceAt(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  if (key === undefined) return wrong;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  copy[key] = replaceAt(copy[key], rest, wrong);
  return copy;
}
