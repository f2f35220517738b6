/** Checks that a plugin keeps its contract: hostile events do not make it throw, and what it returns is an event. */
import { codexEvents } from '../catalogue/index.js';
import type { FieldValue } from '../events.js';
import type { Plugin } from '../plugin.js';
import { testBus } from './test-bus.js';

const oddFields: ReadonlyArray<Readonly<Record<string, unknown>>> = [
  {},
  { prompt: '', output: '', arguments: '' },
  { prompt: 'x'.repeat(40_000), output: '\u{1f600}'.repeat(9_000), 'error.message': '\u0000' },
  { call_id: Number.NaN, success: 'maybe', unknown_attribute: { deep: [[[['x']]]] } },
];

/**
 * Runs a plugin over odd events of every declared name on a bus of its own. Returns what went wrong, a sentence each: empty
 * for a plugin that keeps its contract. `options` are what a configuration would say under its name.
 */
export async function checkPlugin(
  plugin: Plugin,
  options: Readonly<Record<string, FieldValue>> = {},
): Promise<readonly string[]> {
  const problems: string[] = [];
  const hasOptions = Object.keys(options).length > 0;
  const { bus } = testBus({ plugins: [plugin], config: { plugins: hasOptions ? { [plugin.name]: options } : {} } });
  bus.on('fault', ({ source, place, message }) => problems.push(`${source} (${place}): ${message}`));
  const { mistakes } = await bus.ready;
  problems.push(...mistakes.map(({ path, expectation }) => `${path} ${expectation}`));
  for (const name of Object.keys(codexEvents) as (keyof typeof codexEvents)[]) {
    for (const fields of oddFields) bus.emit(name, fields as Readonly<Record<string, never>>);
  }
  const receipt = await bus.close();
  if (receipt.refused.redaction_failed)
    problems.push(`${plugin.name} (redact): it refused ${receipt.refused.redaction_failed} events`);
  return [...new Set(problems)];
}
