/** Snapshots: what a caller gave becomes typed fields and undeclared content, at once and for good. */
import assert from 'node:assert/strict';
import { type CodexEvents, codexEvents } from '../../core/catalogue/index.js';
import { prepareSnapshots } from '../../core/catalogue/snapshot.js';
import { type Alteration, defaultLimits } from '../../core/normalise.js';

function taken(name: keyof CodexEvents, input: unknown) {
  const notes: Alteration[] = [];
  const snapshot = prepareSnapshots(codexEvents[name], defaultLimits)(input, (note) => notes.push(note));
  const present = (fields: object = {}) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    snapshot,
    fields: present(snapshot?.fields),
    undeclared: snapshot?.undeclared && { ...snapshot.undeclared },
    notes,
  };
}

const throwing = (name: string): object =>
  Object.defineProperty({ call_id: 'c1' }, name, {
    enumerable: true,
    get: () => {
      throw new Error('x');
    },
  });

describe('a snapshot', () => {
  it('takes values of the declared types as they are, without a note', () => {
    const input = { tool_name: 'shell', duration_ms: 812, success: true, tool_result_seq: 3 };
    assert.deepEqual(taken('codex.tool_result', input), {
      ...taken('codex.tool_result', input),
      fields: input,
      undeclared: undefined,
      notes: [],
    });
  });

  it('does not change with its source', () => {
    const input = { tool_name: 'shell', extra: { list: ['a'] } };
    const { snapshot } = taken('codex.tool_result', input);
    input.tool_name = 'other';
    input.extra.list.push('b');
    assert.equal(snapshot?.fields.tool_name, 'shell');
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot?.undeclared)), { extra: { list: ['a'] } });
  });

  it('leaves its source as it was', () => {
    const input = Object.freeze({ duration_ms: '5', extra: Object.freeze({ a: Number.NaN }) });
    taken('codex.tool_result', input);
    assert.deepEqual(input, { duration_ms: '5', extra: { a: Number.NaN } });
  });

  it('leaves out undefined and null', () => {
    assert.deepEqual(taken('codex.tool_result', { tool_name: undefined, call_id: null, extra: null }).fields, {});
  });

  it('converts what can be said in the declared type, and counts it', () => {
    const { fields, undeclared, notes } = taken('codex.tool_result', {
      duration_ms: '812',
      success: 'true',
      tool_result_seq: 4n,
      tool_name: 7,
      call_id: true,
    });
    assert.deepEqual(fields, { duration_ms: 812, success: true, tool_result_seq: 4, tool_name: '7', call_id: 'true' });
    assert.equal(undeclared, undefined);
    assert.deepEqual(notes, Array(5).fill('converted'));
  });

  it('takes whole milliseconds, rounded down', () => {
    assert.deepEqual(taken('codex.turn_ttft', { duration_ms: 5.99 }).fields, { duration_ms: 5 });
  });

  it('writes a structure given for a text as JSON', () => {
    assert.deepEqual(taken('codex.tool_result', { arguments: { command: ['ls', '-l'] } }).fields, {
      arguments: '{"command":["ls","-l"]}',
    });
  });

  for (const [what, value] of Object.entries({
    NaN: Number.NaN,
    Infinity: Infinity,
    'a big integer': 2n ** 80n,
    '2^63': 2 ** 63,
    '1e300': 1e300,
    'a word': 'soon',
    'an object': {},
  })) {
    it(`treats ${what}, given for a duration, as undeclared content`, () => {
      const { fields, undeclared } = taken('codex.turn_ttft', { duration_ms: value });
      assert.deepEqual(fields, {});
      assert.deepEqual(Object.keys(undeclared ?? {}), ['duration_ms']);
    });
  }

  it('treats a negative count, and a word outside a closed list, as undeclared content', () => {
    assert.deepEqual(taken('codex.tool_result', { tool_result_seq: -1 }).undeclared, { tool_result_seq: -1 });
    assert.deepEqual(taken('codex.tool_decision', { decision: 'maybe', source: 'config' }), {
      ...taken('codex.tool_decision', { decision: 'maybe', source: 'config' }),
      fields: { source: 'config' },
      undeclared: { decision: 'maybe' },
    });
  });

  it('withholds names that the bus itself gives, and counts them', () => {
    const { undeclared, notes } = taken('codex.turn_ttft', {
      'event.name': 'x',
      'event.timestamp': 'y',
      'conversation.id': 'z',
      'user.email': 'a@b.c',
    });
    assert.deepEqual([undeclared, notes], [undefined, Array(4).fill('withheld')]);
  });
});

describe('a snapshot of what is no set of fields', () => {
  it('is none', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const ownKeys = () => {
      throw new Error('x');
    };
    for (const input of [
      undefined,
      null,
      'text',
      5,
      [],
      ['a'],
      () => 1,
      Symbol('x'),
      proxy,
      new Proxy({}, { ownKeys }),
    ]) {
      assert.equal(taken('codex.tool_result', input).snapshot, undefined);
    }
  });

  it('reads class instances, maps and objects without a prototype by their own keys', () => {
    class Call {
      call_id = 'c1';
    }
    assert.deepEqual(taken('codex.tool_result', new Call()).fields, { call_id: 'c1' });
    assert.deepEqual(taken('codex.tool_result', Object.assign(Object.create(null), { call_id: 'c1' })).fields, {
      call_id: 'c1',
    });
    assert.deepEqual(taken('codex.tool_result', new Map([['call_id', 'c1']])).fields, {});
  });
});

describe('a snapshot of what fights back', () => {
  it('withholds a getter that throws, and keeps its neighbours', () => {
    const { fields, notes } = taken('codex.tool_result', throwing('tool_name'));
    assert.deepEqual([fields, notes], [{ call_id: 'c1' }, ['withheld']]);
  });

  it('withholds every value of a proxy whose get throws', () => {
    const get = () => {
      throw new Error('x');
    };
    assert.deepEqual(taken('codex.tool_result', new Proxy({ tool_name: 'x' }, { get })).fields, {});
  });

  it('takes lengths from the very text that it took, of a getter that answers differently each time', () => {
    let reads = 0;
    const input = {
      get output() {
        return `${'x'.repeat(40_000)}\n`.repeat(++reads);
      },
    };
    assert.equal(taken('codex.tool_result', input).fields.output_line_count, 1);
  });

  it('changes no prototype', () => {
    const { snapshot } = taken(
      'codex.tool_result',
      JSON.parse('{"__proto__":{"polluted":1},"constructor":"c","toString":"t","tool_name":"shell"}'),
    );
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.equal(Object.getPrototypeOf(snapshot?.fields), Object.prototype);
    assert.deepEqual(Object.keys(snapshot?.undeclared ?? {}).sort(), ['__proto__', 'constructor', 'toString']);
  });

  it('withholds empty names, cuts long ones, and keeps those that differ in case', () => {
    const { undeclared, notes } = taken('codex.tool_result', { '': 1, ['k'.repeat(10_000)]: 2, Tool_Name: 3 });
    assert.deepEqual(undeclared, { ['k'.repeat(256)]: 2, Tool_Name: 3 });
    assert.ok(notes.includes('withheld') && notes.includes('cut'));
  });

  it('takes 128 of 100 000 undeclared attributes, quickly, and the declared one behind them', () => {
    const input = Object.fromEntries([
      ...Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]),
      ['tool_name', 'shell'],
    ]);
    const startedAt = performance.now();
    const { snapshot, fields, undeclared, notes } = taken('codex.tool_result', input);
    assert.ok(performance.now() - startedAt < 1_500);
    assert.deepEqual([fields, Object.keys(undeclared ?? {}).length], [{ tool_name: 'shell' }, 128]);
    assert.equal(notes.filter((note) => note === 'withheld').length, 100_000 - 128);
    assert.ok(Object.keys(snapshot?.fields ?? {}).length < 200);
  });

  it('cuts a long text, and its lengths are those of the whole', () => {
    const { fields, notes } = taken('codex.tool_result', { output: 'some words\n'.repeat(10_000) });
    assert.ok(String(fields.output).length <= defaultLimits.maxTextBytes);
    assert.deepEqual(
      [fields.output_length, fields.output_line_count, fields.output_truncated],
      [110_000, 10_000, true],
    );
    assert.deepEqual(notes, ['cut']);
  });

  for (const mebibytes of [1, 10, 100]) {
    it(`takes an output and a prompt of ${mebibytes} MiB at once`, () => {
      const text = Buffer.alloc(mebibytes * 2 ** 20, 'x').toString('latin1');
      const startedAt = performance.now();
      assert.equal(taken('codex.tool_result', { output: text }).fields.output_length, text.length);
      assert.equal(taken('codex.user_prompt', { prompt: text }).fields.prompt_length, text.length);
      assert.ok(performance.now() - startedAt < 350);
    });
  }
});

describe('the size of a snapshot', () => {
  const bytesOf = (input: unknown) => taken('codex.tool_result', input).snapshot?.bytes ?? 0;

  it('grows with what will be on the wire, in bytes', () => {
    const empty = bytesOf({});
    assert.ok(bytesOf({ output: 'x'.repeat(1_000) }) - empty >= 1_000);
    assert.ok(bytesOf({ output: '漢'.repeat(1_000) }) - empty >= 3_000);
    assert.ok(bytesOf({ extra: { deep: ['y'.repeat(1_000)] } }) - empty >= 1_000);
    assert.ok(bytesOf({ extra: '漢'.repeat(1_000) }) - empty >= 3_000);
  });
});
