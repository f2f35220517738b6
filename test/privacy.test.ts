/** Who sees what: over all switches, no identity and no content where it must not be, and what is held back leaves its lengths. */
import assert from 'node:assert/strict';
import { attributesOf } from '../core/catalogue/attributes.js';
import { type CodexEvents, codexEvents } from '../core/catalogue/index.js';
import { sessionFacts } from '../core/catalogue/session-facts.js';
import {
  contentSwitches,
  type EventDeclaration,
  eachSwitch,
  type FieldDeclaration,
  type Lane,
  type Switches,
} from '../core/events.js';
import { type MemorySink, memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';

const combinations = Array.from({ length: 64 }, (_, bits) =>
  eachSwitch((name) => (bits & (1 << contentSwitches.indexOf(name))) !== 0),
);
const names = Object.keys(codexEvents) as (keyof CodexEvents)[];
const declared = (name: keyof CodexEvents): ReadonlyArray<readonly [string, FieldDeclaration]> =>
  Object.entries(codexEvents[name].fields);
const isText = ({ type }: FieldDeclaration): boolean => type === 'string';
const session = Object.fromEntries(
  Object.entries(sessionFacts).map(([name, field]) =>
    ['values' in field ? 'ApiKey' : markOf(name, field), name].reverse(),
  ),
);

/** A text that tells which field it came from; where no text may stand, or not this one, it counts as undeclared content. */
function markOf(name: string, field: FieldDeclaration): string {
  return `<${field.values || !isText(field) ? 'content' : field.class} ${name}>`;
}

const fieldsOf = (name: keyof CodexEvents) => ({
  ...Object.fromEntries(declared(name).map(([field, declaration]) => [field, markOf(field, declaration)])),
  'acme.note': '<content acme.note>',
});

const declarationOf = (name: keyof CodexEvents): EventDeclaration => codexEvents[name];

/** The events that a lane carries while the switches stand so. */
const carried = (lane: Lane, on: Switches) =>
  names.filter((name) => {
    const { lanes, switch: needed } = declarationOf(name);
    return lanes.includes(lane) && (needed === undefined || on[needed]);
  });

/** Every event through four sinks and an observer; gives what each of them got. */
async function run(on: Switches) {
  const sinks = {
    log: memorySink({ name: 'log-lane' }),
    trace: memorySink({ name: 'trace-lane', classes: ['fact'], lane: 'trace' }),
    // The compiler refuses such classes on the trace lane.
    greedy: memorySink({ name: 'greedy', lane: 'trace', classes: ['fact', 'identity', 'content'] as never }),
    facts: memorySink({ name: 'facts', classes: ['fact'] }),
    points: memorySink({ name: 'points', unit: 'point', lane: 'trace' }),
  };
  const { bus } = testBus({ switches: on, plugins: Object.values(sinks).map(({ plugin }) => plugin) });
  const observed: unknown[] = [];
  bus.on('*', (name, payload) => name.startsWith('codex.') && observed.push(payload));
  const telemetry = bus.session(session);
  for (const name of names) telemetry.emit(name, fieldsOf(name) as never);
  await bus.close();
  return { sinks, observed: JSON.stringify(observed, (key, value) => (key === 'declaration' ? undefined : value)) };
}

const textOf = ({ records }: MemorySink, lane: 'log' | 'trace') =>
  JSON.stringify(records.map((record) => attributesOf(record, { lane })));
const rawTextOf = ({ records }: MemorySink) =>
  JSON.stringify(records, (key, value) => (key === 'declaration' ? undefined : value));

describe('privacy, over all 64 settings of the switches', () => {
  it('no identity and no content reaches a sink of facts, or the trace lane of any sink', async () => {
    for (const on of combinations) {
      const { sinks } = await run(on);
      for (const text of [rawTextOf(sinks.facts), rawTextOf(sinks.trace), textOf(sinks.greedy, 'trace')]) {
        assert.doesNotMatch(text, /<(content|identity) /);
      }
      assert.deepEqual(
        sinks.facts.records.map(({ name }) => name),
        carried('log', on),
      );
      assert.deepEqual(
        sinks.trace.records.map(({ name }) => name),
        carried('trace', on),
      );
    }
  });

  it('no identity and no content becomes a tag of a metric', async () => {
    for (const on of combinations) {
      const { sinks } = await run(on);
      const tags = JSON.stringify(sinks.points.records.map(({ point }) => point?.tags));
      assert.match(tags, /fact_tool_name/);
      assert.match(tags, /fact_event\.kind/);
      assert.doesNotMatch(tags, /content|identity/);
    }
  });

  it('a sink of the trace lane is handed facts alone, whatever classes it asks for', async () => {
    for (const on of combinations) assert.doesNotMatch(rawTextOf((await run(on)).sinks.greedy), /<(content|identity) /);
  });

  it('the log lane carries a text only under its switch, and identity always but for e-mail', async () => {
    for (const on of combinations) {
      const { sinks } = await run(on);
      const text = textOf(sinks.log, 'log');
      const arrived = carried('log', on);
      for (const [index, name] of arrived.entries()) {
        const own = JSON.stringify(sinks.log.attributes(index));
        for (const [field, declaration] of declared(name)) {
          const isThere = own.includes(markOf(field, declaration));
          const needed = declaration.values || !isText(declaration) ? 'log_tool_content' : declaration.switch;
          const mayBeThere = needed === undefined || on[needed];
          const hasOwnPlace = isText(declaration) && declaration.lanes.includes('log');
          assert.ok(hasOwnPlace ? isThere === mayBeThere : mayBeThere || !isThere, `${name} ${field}`);
        }
      }
      assert.equal(sinks.log.records.length, arrived.length);
      assert.equal(text.includes('<content acme.note>'), on.log_tool_content);
      assert.equal(text.includes('<identity user.email>'), on.log_user_email);
      assert.ok(text.includes('<identity user.account_id>'));
    }
  });

  it('an observer sees no identity, and content only under its switch', async () => {
    for (const on of combinations) {
      const { observed } = await run(on);
      assert.doesNotMatch(observed, /<identity /);
      assert.equal(observed.includes('<content prompt>'), on.log_user_prompt);
      assert.equal(observed.includes('<content output>'), on.log_tool_content);
      assert.equal(observed.includes('<content error.message>'), on.log_error_text);
      assert.equal(observed.includes('<content response>'), on.log_agent_responses);
      assert.equal(observed.includes('<content rationale>'), on.log_guardian_assessments);
      assert.equal(observed.includes('<content acme.note>'), on.log_tool_content);
    }
  });
});

describe('privacy, of what is held back', () => {
  const call = { call_id: 'c1', arguments: '{"a":1}', output: 'one\ntwo\n', mcp_server: 'docs' };
  const lengths = { arguments_length: 7, output_length: 8, output_line_count: 2 };
  const pick = (attributes: object) =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => name in lengths));

  it('masked texts read [REDACTED], and their lengths join the log lane', async () => {
    const { bus, sink } = testBus();
    bus.emit('codex.tool_result', call);
    bus.emit('codex.user_prompt', { prompt: 'fix the build' });
    await bus.close();
    const { arguments: args, output } = sink.attributes(0);
    assert.deepEqual([args, output, pick(sink.attributes(0))], ['[REDACTED]', '[REDACTED]', lengths]);
    assert.deepEqual([sink.attributes(1).prompt, sink.attributes(1).prompt_length], ['[REDACTED]', '13']);
  });

  it('lengths are not on the log lane beside the text itself, as with Codex', async () => {
    const { bus, sink } = testBus({ switches: { log_tool_content: true } });
    bus.emit('codex.tool_result', call);
    await bus.close();
    assert.deepEqual([sink.attributes(0).output, pick(sink.attributes(0))], ['one\ntwo\n', {}]);
  });

  for (const log_tool_content of [false, true]) {
    it(`the trace lane has lengths, counts and flags, and no text, with log_tool_content: ${log_tool_content}`, async () => {
      const trace = memorySink({ name: 'trace-lane', classes: ['fact'], lane: 'trace' });
      const { bus } = testBus({ switches: { log_tool_content, log_user_prompt: true }, plugins: [trace.plugin] });
      bus.emit('codex.tool_result', call);
      bus.emit('codex.user_prompt', { prompt: 'fix the build' });
      bus.emit('codex.conversation_starts', { mcp_servers: 'docs, files' });
      await bus.close();
      const [result, prompt, starts] = [0, 1, 2].map((at) => trace.attributes(at));
      assert.deepEqual(pick(result ?? {}), lengths);
      assert.deepEqual([result?.tool_origin, result?.mcp_tool, result?.output_truncated], ['mcp', true, false]);
      assert.ok(!('arguments' in (result ?? {})) && !('output' in (result ?? {})) && !('mcp_server' in (result ?? {})));
      assert.deepEqual([prompt?.prompt_length, starts?.mcp_server_count], ['13', 2]);
    });
  }

  it('an error text of the closed set travels everywhere, any other only under its switch', async () => {
    const facts = memorySink({ name: 'facts', classes: ['fact'] });
    const { bus } = testBus({ plugins: [facts.plugin] });
    for (const message of ['http 503', 'error sending request', 'the key sk-1 is wrong'])
      bus.emit('codex.api_request', { 'error.message': message });
    await bus.close();
    assert.deepEqual(
      [0, 1, 2].map((at) => facts.attributes(at)['error.message']),
      ['http 503', 'error sending request', '[REDACTED]'],
    );
  });

  it('a value outside a closed list is content', async () => {
    for (const log_tool_content of [false, true]) {
      const { bus, sink } = testBus({ switches: { log_tool_content } });
      bus.emit('codex.tool_decision', { decision: 'maybe', source: 'user' } as never);
      await bus.close();
      assert.deepEqual(
        [sink.attributes(0).decision, sink.attributes(0).source],
        [log_tool_content ? 'maybe' : undefined, 'User'],
      );
    }
  });

  it('what a plugin adds is classified like what a host gave', async () => {
    const facts = memorySink({ name: 'facts', classes: ['fact'] });
    const { bus, sink } = testBus({ plugins: [facts.plugin] });
    bus.hooks.enrich.for('codex.turn_ttft').tap('adder', (event) => ({
      ...event,
      fields: { ...event.fields, duration_ms: 5, secret: 'sk-1' },
      session: { ...event.session, 'user.email': 'a@b.c', 'user.account_id': 'u1', extra: 'sk-2' },
    }));
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.doesNotMatch(rawTextOf(facts), /sk-|a@b.c|u1/);
    assert.doesNotMatch(rawTextOf(sink), /sk-|a@b.c/);
    assert.equal(sink.attributes(0)['user.account_id'], 'u1');
  });
});
