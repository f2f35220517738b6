/** Types beside their refusal: the compiler is the test, and what it must refuse stands under `@ts-expect-error`. */
import assert from 'node:assert/strict';
import type { Settings } from '../core/config/schema.js';
import {
  type Bus,
  type CodexEvents,
  type Config,
  content,
  declareEvent,
  defineConfig,
  defineEvents,
  definePlugin,
  fact,
  identity,
  type OtelConfig,
  type Sink,
} from '../core/index.js';

const events = defineEvents({
  'acme.build_finished': {
    ok: fact.boolean,
    duration_ms: fact.int,
    log_excerpt: content.string,
    stage: fact.oneOf('lint', 'test'),
  },
});

/** The keys that a schema names; it lets others through to tell them. */
type Named<T> = keyof { [Key in keyof T as string extends Key ? never : Key]: unknown };
type Unnamed<Said, Typed> = Exclude<Named<NonNullable<Said>>, keyof NonNullable<Typed>>;

/** What the schema knows and the type does not; the compiler is asked for nothing. */
type Missing =
  | Unnamed<Settings, Config>
  | Unnamed<Settings['otel'], OtelConfig>
  | Unnamed<Settings['queue'], Config['queue']>
  | Unnamed<Settings['deadlines'], Config['deadlines']>
  | Unnamed<Settings['limits'], Config['limits']>;
const isComplete: [Missing] extends [never] ? true : Missing = true;

/** Never called. */
function configureTyped(): readonly Config[] {
  return [
    defineConfig({ otel: { exporter: { 'otlp-grpc': { endpoint: 'http://c:4317' } }, metrics_exporter: 'statsig' } }),
    // @ts-expect-error: a key that no configuration knows
    defineConfig({ exporter: 'none' }),
    // @ts-expect-error: HTTP needs a protocol
    defineConfig({ otel: { exporter: { 'otlp-http': { endpoint: 'http://c/' } } } }),
    // @ts-expect-error: Statsig carries metrics only
    defineConfig({ otel: { exporter: 'statsig' } }),
  ];
}

/** Never called: each line is looked at by the compiler alone. */
function emitTyped(bus: Bus<CodexEvents & typeof events>): void {
  bus.emit('acme.build_finished', { ok: true, duration_ms: 812, stage: 'lint' });
  bus.emit('acme.build_finished', { ok: undefined });
  bus.emit('codex.tool_result', { tool_name: 'shell', success: true }, { time: new Date() });
  // @ts-expect-error: a field that the event does not declare
  bus.emit('acme.build_finished', { okay: true });
  // @ts-expect-error: a value of another type
  bus.emit('acme.build_finished', { ok: 'yes' });
  // @ts-expect-error: a word outside the closed list
  bus.emit('acme.build_finished', { stage: 'deploy' });
  // @ts-expect-error: an event that nobody declared
  bus.emit('acme.build_started', {});
  // @ts-expect-error: the fields of another event
  bus.emit('codex.turn_ttft', { tool_name: 'shell' });
  // @ts-expect-error: a time that is none
  bus.emit('codex.turn_ttft', {}, { time: '2026-01-01' });
}

/** Never called. */
function listenTyped(bus: Bus<CodexEvents & typeof events>): void {
  const stop: () => void = bus.on('codex.tool_result', ({ fields }) => fields.tool_name?.toUpperCase());
  stop();
  bus.on('acme.build_finished', ({ fields }) => fields.duration_ms?.toFixed());
  bus.on('dropped', ({ sink, records, reason }) => [sink.length, records.toFixed(), reason.length]);
  bus.on('fault', ({ source, place, isQuarantined }) => [source, place, isQuarantined]);
  bus.on('*', (name, payload) => [name.length, payload]);
  // @ts-expect-error: neither an event nor a signal
  bus.on('exploded', () => undefined);
}

/** Never called. */
function sessionTyped(bus: Bus): void {
  const session = bus.session({ 'conversation.id': 'c', model: 'gpt-5.5', auth_mode: 'ApiKey' });
  session.userPrompt({ text: 'fix the build' });
  session.userPrompt({ items: [{ type: 'text', text: 'x' }, { type: 'image' }] });
  // @ts-expect-error: no fact of a session
  bus.session({ conversation: 'c' });
  // @ts-expect-error: a login mode that there is not
  bus.session({ auth_mode: 'Password' });
  // @ts-expect-error: a prompt is a text or items
  session.userPrompt('fix the build');
  session.conversationStarts({ mcp_servers: ['docs'] });
  session.withModel('gpt-6').withAuth({ auth_mode: 'ApiKey' }).recordApiRequest({ attempt: 1 });
  session.logSseEvent({ event: 'response.created', data: '{}' }, 5, { time: 0 });
  void session.timeTool({ tool_name: 'shell', call_id: '1', agent_name: '/root', product_sku: 'codex' }, () => 'done');
  session.logToolFailed({ tool_name: 'shell', agent_name: '/root', error: 'unknown tool' });
  // @ts-expect-error: what a timed call works out by itself
  void session.timeTool({ tool_name: 'shell', call_id: '1', duration_ms: 1 }, () => 'done');
  // @ts-expect-error: a field of another event
  session.recordTurnTtft({ tool_name: 'shell' });
  // @ts-expect-error: a value of another type
  session.recordStartupPhase({ duration_ms: '18' });
  // @ts-expect-error: a word outside of the closed list
  session.toolDecision({ decision: 'perhaps' });
  // @ts-expect-error: nothing that a stream brings
  session.logSseEvent('close', 5);
  // @ts-expect-error: a login has no model
  session.withAuth({ model: 'gpt-6' });
  // @ts-expect-error: a value of a key has no place among the facts of the environment
  session.withAuthEnv({ OPENAI_API_KEY: 'x' });
}

/** Never called. */
function sinkTyped(attempt: Sink['attempt']): readonly Sink[] {
  return [
    { classes: ['fact', 'identity', 'content'], unit: 'record', attempt },
    { classes: ['fact'], lane: 'trace', unit: 'span', attempt },
    // @ts-expect-error: content offered to a sink of the trace lane
    { classes: ['fact', 'content'], lane: 'trace', unit: 'span', attempt },
    // @ts-expect-error: identity offered to a sink of the trace lane
    { classes: ['identity'], lane: 'trace', unit: 'span', attempt },
    // @ts-expect-error: a sink that says nothing of what it may see
    { unit: 'record', attempt },
  ];
}

/** Never called. */
function traceTyped(bus: Bus): void {
  const session = bus.session({});
  const result: Promise<number> = session.turn({ 'turn.id': 't' }, () => 1);
  void result;
  void session.span({ name: 'model_request', kind: 'client' }, (span) => span.set({ attempt: 1 }));
  // @ts-expect-error: an attribute that spans do not have
  void session.turn({ 'user.email': 'a@b.c' }, () => 1);
  // @ts-expect-error: a value of another type
  void session.span({ name: 'model_request', fields: { attempt: 'first' } }, () => 1);
  // @ts-expect-error: a kind that there is not
  void session.span({ name: 'model_request', kind: 'caller' }, () => 1);
  // @ts-expect-error: a span has a name
  void session.span({}, () => 1);
}

/** Never called. */
function declareTyped(): void {
  declareEvent({
    text: content.string.with({ switch: 'log_user_prompt', whenOff: 'mask' }),
    count: fact.int.with({ lanes: 'trace' }),
  });
  declareEvent({ text: content.string.with({ isFact: () => false, lanes: ['log', 'trace'] }) });
  // @ts-expect-error: content offered to the trace lane
  content.string.with({ lanes: ['log', 'trace'] });
  // @ts-expect-error: identity offered to the trace lane
  identity.string.with({ lanes: 'trace' });
  // @ts-expect-error: a field without a class
  declareEvent({ text: { type: 'string', lanes: ['log'], whenOff: 'omit' } });
  // @ts-expect-error: a class that there is not
  declareEvent({ text: { ...fact.string, class: 'secret' } });
  declareEvent({ ok: fact.boolean }, { order: ['ok', 'conversation.id'], switch: 'log_agent_responses' });
  // @ts-expect-error: an event whose switch there is not
  declareEvent({ ok: fact.boolean }, { switch: 'log_everything' });
  // @ts-expect-error: a switch that there is not
  content.string.with({ switch: 'log_everything' });
  // @ts-expect-error: a plugin without a set-up
  definePlugin({ name: 'mine' });
}

describe('types', () => {
  it('refuse what the lines above say (the compiler has looked at them)', () => {
    assert.equal(isComplete, true);
    assert.ok(
      [configureTyped, emitTyped, listenTyped, sessionTyped, sinkTyped, traceTyped, declareTyped].every(
        (lines) => typeof lines === 'function',
      ),
    );
  });
});
