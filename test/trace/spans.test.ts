/** The spans of a session: who is whose parent, which events sit where, and what a sink of unit `span` gets. */
import assert from 'node:assert/strict';
import type { TelemetryEvent } from '../../core/events.js';
import { memorySink } from '../../core/testing/memory-sink.js';
import { testBus } from '../../core/testing/test-bus.js';
import { currentSpanTraceId } from '../../core/trace/active.js';

const takesSpans = () => memorySink({ name: 'spans', unit: 'span', lane: 'trace' });

const nameOf = ({ fields }: TelemetryEvent) => fields['otel.name'];
const eventsOn = ({ span }: TelemetryEvent) => span?.events.map(({ name }) => name);

function recordNamed(records: readonly TelemetryEvent[], name: string): TelemetryEvent {
  return records.find((record) => nameOf(record) === name) ?? assert.fail(`no span ${name}`);
}

describe('the spans of a session', () => {
  it('are children of one another: session, turn, request and tool call', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({ 'conversation.id': 'c1', model: 'm' });
    await session.turn({ 'turn.id': 't1' }, async () => {
      await session.timeRequest({ endpoint: '/responses' }, async () => ({ status: 200 }));
      await session.timeTool({ tool_name: 'shell', call_id: '1' }, () => 'done');
    });
    session.end();
    await bus.close();
    const [request, tool, turn, own] = spans.records;
    assert.deepEqual(spans.records.map(nameOf), ['model_request', 'tool_call', 'turn', 'session']);
    assert.deepEqual(new Set(spans.records.map(({ trace }) => trace?.traceId)).size, 1);
    assert.equal(own?.span?.parentSpanId, undefined);
    assert.equal(turn?.span?.parentSpanId, own?.trace?.spanId);
    assert.equal(request?.span?.parentSpanId, turn?.trace?.spanId);
    assert.equal(tool?.span?.parentSpanId, turn?.trace?.spanId);
    assert.deepEqual([request?.span?.kind, tool?.span?.kind], ['client', 'internal']);
    assert.deepEqual([request?.fields.endpoint, request?.fields['http.response.status_code']], ['/responses', 200]);
    assert.deepEqual(request && eventsOn(request), ['codex.api_request']);
    assert.deepEqual(
      [tool?.fields.tool_name, turn?.fields['turn.id'], own?.fields.model, turn?.fields['conversation.id']],
      ['shell', 't1', 'm', 'c1'],
    );
  });

  it('end as errors where a request is refused or a function throws, and say of what kind', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    for (const status of [200, 404, 500]) await session.timeRequest({}, () => ({ status }));
    await assert.rejects(session.span({ name: 'own' }, () => Promise.reject(new RangeError('x'))));
    await bus.close();
    assert.deepEqual(
      spans.records.slice(0, 4).map(({ fields, span }) => [span?.status, fields['error.type']]),
      [
        ['unset', undefined],
        ['error', '404'],
        ['error', '500'],
        ['error', 'RangeError'],
      ],
    );
  });

  it('bear the trace-safe events: on the active span, else the turn’s, else the session’s', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    session.conversationStarts({ provider_name: 'p' });
    const turn = session.beginTurn();
    session.userPrompt({ text: 'secret' });
    await session.timeTool({ tool_name: 'shell', call_id: '1' }, () => 'done');
    session.toolDecision({ tool_name: 'shell', decision: 'approved' });
    turn.end();
    await bus.close();
    assert.deepEqual(
      ['session', 'turn', 'tool_call'].map((name) => eventsOn(recordNamed(spans.records, name))),
      [['codex.conversation_starts'], ['codex.user_prompt'], ['codex.tool_result']],
    );
    const [prompt] = recordNamed(spans.records, 'turn').span?.events ?? [];
    assert.equal(JSON.stringify(prompt?.fields).includes('secret'), false);
    assert.equal(prompt?.fields.prompt_length, 6);
  });

  it('follow awaits and timers, and keep sessions that run at the same time apart', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const work = async (id: string) => {
      const session = bus.session({ 'conversation.id': id });
      await session.turn({}, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        bus.emit('codex.turn_ttft', { duration_ms: 1 });
      });
      session.end();
    };
    await Promise.all([work('a'), work('b')]);
    await bus.close();
    const turns = spans.records.filter((record) => nameOf(record) === 'turn');
    assert.deepEqual(
      turns.map(({ session, span }) => [session['conversation.id'], span?.events[0]?.session['conversation.id']]),
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    );
  });

  it('begun and ended before the configuration is known are not lost, nor are their events', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    const turn = session.beginTurn();
    session.recordTurnTtft({ duration_ms: 1 });
    turn.end();
    session.recordTurnTtft({ duration_ms: 2 });
    await bus.ready;
    const receipt = await bus.close();
    assert.deepEqual(spans.records.map(nameOf), ['turn', 'session']);
    assert.deepEqual(
      spans.records.map(({ span }) => span?.events.map(({ fields }) => fields.duration_ms)),
      [[1], [2]],
    );
    assert.deepEqual(receipt.sinks['spans.records']?.delivered, 2);
    assert.deepEqual([receipt.emitted, receipt.spanEvents], [4, { attached: 2, dropped: {} }]);
  });

  it('can be told more of until they end', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    await session.turn({}, (turn) => turn.set({ 'turn.id': 't1' }));
    await session.span({ name: 'model_request', fields: { attempt: 0 } }, (span) => {
      span.set({ attempt: 1, 'http.response.status_code': 200 });
      span.set(undefined as never);
    });
    await session
      .timeTool({ tool_name: 'shell', call_id: '1' }, () => Promise.reject(new Error('no')))
      .catch(() => undefined);
    await bus.close();
    const [turn, request, tool] = spans.records;
    assert.deepEqual(
      [
        turn?.fields['turn.id'],
        request?.fields.attempt,
        request?.fields['http.response.status_code'],
        tool?.fields.success,
      ],
      ['t1', 1, 200, false],
    );
  });

  it('say that something failed, by the name of the error and without its message', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin], switches: { log_error_text: true } });
    const session = bus.session({});
    await assert.rejects(
      session.turn({}, () => Promise.reject(new RangeError('the secret'))),
      RangeError,
    );
    await bus.close();
    const turn = recordNamed(spans.records, 'turn');
    assert.deepEqual([turn.span?.status, turn.fields['error.type']], ['error', 'RangeError']);
    assert.equal(JSON.stringify(spans.records).includes('the secret'), false);
  });

  it('hold as many events as the limit allows, the latest, and the others are counted', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const told: unknown[] = [];
    bus.on('dropped', (signal) => told.push(signal));
    const session = bus.session({});
    for (let number = 1; number <= 130; number++) session.recordTurnTtft({ duration_ms: number });
    const receipt = await bus.close();
    const { span } = recordNamed(spans.records, 'session');
    assert.deepEqual([span?.events.length, span?.dropped.events], [128, 2]);
    assert.equal(span?.events[0]?.fields.duration_ms, 3);
    assert.deepEqual(receipt.spanEvents, { attached: 128, dropped: { span_full: 2 } });
    const signal = { sink: 'spans.records', records: 1, reason: 'span_full' };
    assert.deepEqual(told, [signal, signal]);
  });

  it('end with the bus; what comes after the end of its session is counted', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    session.recordTurnTtft({ duration_ms: 1 });
    await bus.ready;
    session.end();
    session.recordTurnTtft({ duration_ms: 2 });
    const receipt = await bus.close();
    assert.deepEqual(receipt.spanEvents, { attached: 1, dropped: { no_span: 1 } });
  });

  it('give log records their ids, and no ids where nobody takes spans', async () => {
    const spans = takesSpans();
    const traced = testBus({ plugins: [spans.plugin] });
    const untraced = testBus();
    for (const { bus } of [traced, untraced]) {
      await bus.ready;
      await bus.session({}).turn({}, () => bus.emit('codex.turn_ttft', { duration_ms: 1 }));
      await bus.close();
    }
    const turn = recordNamed(spans.records, 'turn');
    assert.deepEqual(traced.sink.records[0]?.trace, turn.trace);
    assert.equal(untraced.sink.records[0]?.trace, undefined);
  });

  it('are no context once it is known that nobody takes spans', async () => {
    const { bus } = testBus();
    await bus.ready;
    const inside = await bus.session({}).turn({}, () => currentSpanTraceId());
    assert.equal(inside, undefined);
  });

  it('hold declared attributes and semantic conventions; the others are content, and counted', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin], switches: { log_tool_content: true } });
    const fields = { 'gen_ai.usage.input_tokens': 12, 'user.email': 'a@b.c', 'acme.note': 'text', attempt: 'x' };
    await bus.session({}).span({ name: 'model_request', fields: fields as never }, () => undefined);
    await bus.close();
    const request = recordNamed(spans.records, 'model_request');
    assert.deepEqual(
      Object.entries(request.fields).filter(([, value]) => value !== undefined),
      [
        ['otel.name', 'model_request'],
        ['gen_ai.usage.input_tokens', 12],
      ],
    );
    assert.equal(request.undeclared, undefined);
    assert.equal(request.span?.dropped.attributes, 3);
  });

  it('below the tool call of another session are part of its trace', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const parent = bus.session({ 'conversation.id': 'parent' });
    await parent.timeTool({ tool_name: 'spawn_agent', call_id: '1' }, () => {
      bus.session({ 'conversation.id': 'child' }).recordTurnTtft({ duration_ms: 1 });
    });
    await bus.close();
    const tool = recordNamed(spans.records, 'tool_call');
    const child = spans.records.find(({ session }) => session['conversation.id'] === 'child');
    assert.equal(child?.span?.parentSpanId, tool.trace?.spanId);
    assert.deepEqual(child && eventsOn(child), ['codex.turn_ttft']);
  });

  it('obey routes, and a redaction that fails refuses them', async () => {
    const spans = takesSpans();
    const { bus } = testBus({
      plugins: [spans.plugin],
      config: { routes: [{ match: 'codex.turn_ttft', to: ['memory.records'] }] },
    });
    bus.hooks.redact.for('span').tap('strict', (record) => {
      if (record.fields['otel.name'] === 'turn') throw new Error('no');
    });
    const session = bus.session({});
    await session.turn({}, () => session.recordTurnTtft({ duration_ms: 1 }));
    const receipt = await bus.close();
    assert.deepEqual(spans.records.map(nameOf), ['session']);
    assert.deepEqual([receipt.refused, receipt.spanEvents], [{ redaction_failed: 1 }, undefined]);
  });

  it('are not shown to listeners, who watch events', async () => {
    const { bus } = testBus({ plugins: [takesSpans().plugin] });
    const heard: string[] = [];
    bus.on('*', (name) => heard.push(name));
    await bus.session({}).turn({}, () => bus.emit('codex.turn_ttft', { duration_ms: 1 }));
    await bus.close();
    assert.deepEqual(
      heard.filter((name) => name === 'span' || name.startsWith('codex.')),
      ['codex.turn_ttft'],
    );
  });

  it('have a name that no event can take', async () => {
    const { bus } = testBus({ plugins: [takesSpans().plugin] });
    bus.emit('span' as never, {} as never);
    assert.deepEqual((await bus.close()).refused, { unknown_event: 1 });
  });

  it('survive whatever a host says of them, and pass on what it returns and throws', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    const throwing = new Proxy({}, { ownKeys: () => assert.fail(), get: () => assert.fail() });
    for (const hostile of [undefined, null, 7, 'x', [], throwing, new Map()] as never[]) {
      assert.equal(await session.turn(hostile, () => 1), 1);
      assert.equal(await session.span(hostile, () => 2), 2);
      assert.equal(session.setParent(hostile), false);
      const failing = session.span({ name: hostile, kind: hostile, fields: hostile }, () => Promise.reject(hostile));
      await failing.then(
        () => assert.fail('the error is passed on'),
        () => undefined,
      );
    }
    const receipt = await bus.close();
    assert.equal(spans.records.length, 22);
    assert.deepEqual(receipt.refused, {});
    assert.ok(
      spans.records.every(({ span, fields }) => span?.kind === 'internal' && typeof fields['otel.name'] === 'string'),
    );
  });

  it('that end after the bus was closed are counted', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    await bus.ready;
    const turn = bus.session({}).beginTurn();
    const stray = bus.session({}).span({ name: 'stray' }, () => new Promise((resolve) => setTimeout(resolve, 30)));
    await bus.close();
    turn.end();
    await stray;
    assert.deepEqual(bus.receipt().refused, { closed: 1 });
    assert.deepEqual(spans.records.map(nameOf).sort(), ['session', 'session', 'turn']);
  });

  it('lie where their events lie when a session is told afterwards', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    for (const time of [1_000, 3_000, 2_000]) session.recordTurnTtft({ duration_ms: 1 }, { time });
    await bus.close();
    const { span } = recordNamed(spans.records, 'session');
    assert.deepEqual([span?.startTime, span?.endTime], [1_000, 3_000]);
  });

  it('go on over a reload', async () => {
    const spans = takesSpans();
    const { bus } = testBus({ plugins: [spans.plugin] });
    const session = bus.session({});
    const turn = session.beginTurn();
    session.recordTurnTtft({ duration_ms: 1 });
    await bus.reload();
    session.recordTurnTtft({ duration_ms: 2 });
    turn.end();
    await bus.close();
    assert.deepEqual(eventsOn(recordNamed(spans.records, 'turn')), ['codex.turn_ttft', 'codex.turn_ttft']);
  });
});
