/** What Codex exported, said again as natural-typed lines to `codexotel emit`, arrives as Codex exported it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Attribute } from '../../core/testing/index.js';
import { codexEvents, type EventDeclaration } from '../../index.js';
import { assertQuiet, emitTo, type Line, logsOf, useReceiver } from '../cli/emitting.js';
import { inCheckout } from '../cli/run.js';
import { withoutIdentity } from '../without-identity.js';

const golden = inCheckout('test/fixtures/golden');
const declarations: ReadonlyMap<string, EventDeclaration> = new Map(Object.entries(codexEvents));
const factNames =
  /^(conversation\.id|app\.version|auth_mode|originator|user\.account_id|user\.email|terminal\.type|model|slug)$/;

type Attributes = readonly Attribute[];

const nameOf = (attributes: Attributes): string => String(attributes.find(([key]) => key === 'event.name')?.[2]);

/** The records of the events that the catalogue knows. */
const recordsOf = (capture: string): readonly Attributes[] =>
  JSON.parse(readFileSync(`${golden}/${capture}/telemetry.json`, 'utf8'))
    .logs.map(({ attributes }: { attributes: Attributes }) => attributes)
    .filter((attributes: Attributes) => declarations.has(nameOf(attributes)));

const captures = readdirSync(golden).filter((name) => !name.includes('.') && recordsOf(name).length > 0);

/** The value as a program would have it: numbers and booleans that Codex wrote as text, words in lower case. */
function toNatural(value: unknown, { type, values }: EventDeclaration['fields'][string]): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'boolean') return value === 'true';
  if (type !== 'string') return Number(value);
  const lower = value.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  return values?.includes(lower) ? lower : value;
}

/** The derived fields of the log lane, and the text that they follow from. */
const sources: Readonly<Record<string, string | undefined>> = {
  prompt_length: 'prompt',
  output_truncated: 'output',
  response_length: 'response',
  response_truncated: 'response',
  rationale_length: 'rationale',
  rationale_truncated: 'rationale',
  tool_result_seq: undefined,
};

/** Whether the bus can compute it: a length cannot be computed of a text that the capture does not hold. */
function isComputed(attributes: Attributes, key: string): boolean {
  const text = String(attributes.find(([name]) => name === sources[key])?.[2] ?? '');
  return Object.hasOwn(sources, key) && !/\[REDACTED\]|characters, elided\]/.test(text);
}

/** The two lines that say a record: its session, and the event without its derived fields. */
function toLines(attributes: Attributes): Line[] {
  const name = nameOf(attributes);
  const fields = declarations.get(name)?.fields ?? {};
  const time = attributes.find(([key]) => key === 'event.timestamp')?.[2];
  const given = attributes.flatMap(([key, , value]) => {
    const field = fields[key];
    return field === undefined || isComputed(attributes, key) ? [] : [[key, toNatural(value, field)]];
  });
  const facts = attributes.filter(([key]) => factNames.test(key)).map(([key, , value]) => [key, value]);
  const event = { event: name, ...(time !== undefined && { time }), attributes: Object.fromEntries(given) };
  return facts.length === 0 ? [event] : [{ session: Object.fromEntries(facts) }, event];
}

describe('codexotel emit, against what Codex exported', () => {
  const receiver = useReceiver();
  let arrived: readonly Attributes[] = [];

  before(async () => {
    assertQuiet(
      await emitTo(
        receiver(),
        captures.flatMap((name) => recordsOf(name).flatMap(toLines)),
      ),
    );
    arrived = logsOf(receiver()).map(({ attributes }) => withoutIdentity(attributes));
  });

  it('finds captures of nearly every event of the log lane', () => {
    assert.ok(captures.length >= 13, captures.join());
    const captured = new Set(captures.flatMap((name) => recordsOf(name).map(nameOf)));
    const missing = [...declarations].filter(([name, { lanes }]) => lanes.includes('log') && !captured.has(name));
    assert.deepEqual(missing.map(([name]) => name).sort(), [
      'codex.network_proxy.policy_decision',
      'codex.plugin_install_elicitation_sent',
      'codex.plugin_install_suggestion',
      'codex.sandbox_outcome',
    ]);
    assert.equal(arrived.length, captures.flatMap(recordsOf).length);
  });

  for (const [index, capture] of captures.entries()) {
    it(`${capture} arrives attribute by attribute, in order and type`, () => {
      const records = recordsOf(capture);
      const start = captures.slice(0, index).flatMap(recordsOf).length;
      assert.deepEqual(arrived.slice(start, start + records.length), records);
    });
  }
});
