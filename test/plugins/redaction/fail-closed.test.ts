/** Failing closed: a rule of the host that throws, lies or is slow costs the text that it could not look at, never the secret. */
import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { testBus } from '../../../core/testing/index.js';
import { prepareHostRule, RuleFailed } from '../../../plugins/redaction/host-rule.js';
import { type FindSpans, redaction } from '../../../plugins/redaction/index.js';

const switches = { log_tool_content: true };

/** A bus whose redaction has one more rule. */
function busWith(find: FindSpans) {
  const faults: string[] = [];
  const { bus, sink } = testBus({
    plugins: [redaction],
    config: { otel: switches, plugins: { redaction: { rules: [{ name: 'own', find }] } } } as never,
  });
  bus.on('fault', ({ message }) => faults.push(message));
  return { bus, sink, faults };
}

describe('redaction: failing closed', () => {
  const broken: ReadonlyArray<readonly [title: string, find: (text: string) => unknown]> = [
    ['throws', () => { throw new Error('hunter2'); }],
    ['throws no error', () => { throw null; }],
    ['returns nothing', () => undefined],
    ['returns a promise', async () => []],
    ['returns a promise that is rejected', async () => { throw new Error('hunter2'); }],
    ['returns a place outside of the text', () => [[0, 1_000_000]]],
    ['returns a place that is none', () => [[2, 1]]],
    ['returns fractions', () => [[0.5, 1]]],
    ['returns a list of texts', () => ['hunter2']],
  ]; // biome-ignore format: a table
  for (const [title, find] of broken) {
    it(`withholds the text when a rule ${title}, tells it once, and counts each`, async () => {
      const { bus, sink, faults } = busWith((text) => (text.includes('hunter2') ? find(text) : []) as never);
      await bus.ready;
      bus.emit('codex.tool_result', { tool_name: 'shell', output: 'it is hunter2' });
      bus.emit('codex.tool_result', { tool_name: 'shell', output: 'also hunter2' });
      bus.emit('codex.tool_result', { tool_name: 'shell', output: 'fine' });
      const { altered, refused } = await bus.close();
      deepEqual(
        [0, 1, 2].map((at) => sink.attributes(at).output),
        ['[REDACTED:unscanned]', '[REDACTED:unscanned]', 'fine'],
      );
      equal(altered.withheld, 2);
      deepEqual(refused, {});
      equal(faults.length, 1);
      match(faults[0] ?? '', /^the rule own /);
      doesNotMatch(JSON.stringify([faults, sink.records]), /hunter2/);
    });
  }

  it('keeps the other texts of the record', async () => {
    const { bus, sink } = busWith((text) => { if (text.length > 10) throw new Error('x'); return []; }); // biome-ignore format: one line
    await bus.ready;
    bus.emit('codex.tool_result', { tool_name: 'shell', arguments: '{}', output: 'longer than ten' });
    await bus.close();
    const { arguments: args, output } = sink.attributes(0);
    deepEqual([args, output], ['{}', '[REDACTED:unscanned]']);
  });
});

describe('redaction: slow rules', () => {
  /** A rule on a clock that each call moves on. */
  function ruleTaking(milliseconds: number, anchor?: string) {
    let now = 0;
    const reports: string[] = [];
    const parts = { clock: () => now, report: (message: string) => void reports.push(message) };
    const find: FindSpans = () => { now += milliseconds; return []; }; // biome-ignore format: one line
    const rule = prepareHostRule(
      anchor === undefined ? { name: 'own', find } : { name: 'own', pattern: 'EMP-[0-9]', anchor },
      parts,
    );
    const ask = (text: string): string => {
      try {
        return rule.find(text).length === 0 ? 'looked at' : 'found';
      } catch (thrown) {
        ok(thrown instanceof RuleFailed);
        return 'withheld';
      }
    };
    return { rule, reports, ask };
  }

  it('withhold the text each time, and after three times every text, without being called again', () => {
    const { rule, reports, ask } = ruleTaking(60);
    deepEqual(['a', 'b', 'c', 'd'].map(ask), ['withheld', 'withheld', 'withheld', 'withheld']);
    equal(rule.isOff, true);
    equal(reports.length, 2);
    match(reports[1] ?? '', /switched off/);
  });

  it('may take a microsecond for each character of a long text', () => {
    const { rule, ask } = ruleTaking(60);
    deepEqual(
      Array.from({ length: 5 }, () => ask('x'.repeat(20_000))),
      Array(5).fill('looked at'),
    );
    equal(rule.isOff, false);
  });

  it('are not asked for texts without their anchor', () => {
    const { ask } = ruleTaking(0, 'EMP-');
    deepEqual([ask('plain'), ask('EMP-7')], ['looked at', 'found']);
  });
});
