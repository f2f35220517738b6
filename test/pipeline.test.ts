/** The way of an event behind emit: what plugins change is normalised, previews come after redaction, routes choose sinks. */
import assert from 'node:assert/strict';
import { withChanges } from '../core/events.js';
import { matches } from '../core/prepared-line.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

const notice = '[... telemetry preview truncated ...]';
const on = { log_tool_content: true };

describe('what a plugin changes', () => {
  it('is normalised like what a host gave', async () => {
    const { bus, sink } = testBus({ switches: on });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    bus.hooks.enrich.for('codex.tool_result').tap('adder', (event) =>
      withChanges(event, {
        fields: { ...event.fields, duration_ms: '5', call_id: 'x'.repeat(100_000), extra: circular as never },
      }),
    );
    bus.emit('codex.tool_result', { tool_name: 'shell' });
    const { altered } = checked(await bus.close());
    const [record] = sink.records;
    assert.deepEqual([record?.fields.tool_name, record?.fields.duration_ms], ['shell', 5]);
    assert.ok(String(record?.fields.call_id).length <= 32_768 && (altered.converted ?? 0) >= 2 && altered.cut === 1);
    assert.equal(JSON.stringify(record?.undeclared), '{"extra":{"self":"[Circular]"}}');
  });

  it('leaves what it did not touch, undeclared values included', async () => {
    const { bus, sink } = testBus({ switches: on });
    bus.hooks.enrich
      .for('codex.tool_decision')
      .tap('adder', (event) => withChanges(event, { fields: { ...event.fields, tool_namespace: 'added' } }));
    bus.emit('codex.tool_decision', { tool_name: 'shell', decision: 'maybe', extra: 1 } as never);
    await bus.close();
    const { tool_name, tool_namespace, decision, extra } = sink.attributes(0);
    assert.deepEqual([tool_name, tool_namespace, decision, extra], ['shell', 'added', 'maybe', 1]);
  });

  it('does not change the lengths of what the host gave', async () => {
    const { bus, sink } = testBus();
    bus.hooks.enrich
      .for('codex.user_prompt')
      .tap('cutter', (event) => withChanges(event, { fields: { ...event.fields, prompt: 'p' } }));
    bus.session().userPrompt({ text: 'twelve chars' });
    await bus.close();
    assert.equal(sink.attributes(0).prompt_length, '12');
  });

  it('may take undeclared attributes away', async () => {
    const { bus, sink } = testBus({ switches: on });
    bus.hooks.redact.for('codex.turn_ttft').tap('remover', (event) => withChanges(event, { undeclared: undefined }));
    bus.emit('codex.turn_ttft', { secret: 'sk-1' } as never);
    await bus.close();
    assert.ok(!('secret' in sink.attributes(0)));
  });

  const unreadable: ReadonlyArray<readonly [what: string, make: () => unknown]> = [
    ['a list', () => ['hunter22']],
    ['an object whose names cannot be read', () => new Proxy({}, { ownKeys: () => { throw new Error('no'); } })],
  ]; // biome-ignore format: a table
  for (const part of ['fields', 'undeclared'] as const)
    for (const [what, make] of unreadable) {
      it(`refuses the event when a redactor makes ${what} of its ${part}`, async () => {
        const { bus, sink } = testBus({ switches: on });
        bus.hooks.redact
          .for('codex.tool_result')
          .tap('redactor', (event) => withChanges(event, { [part]: make() as never }));
        bus.emit('codex.tool_result', { tool_name: 'shell', output: 'hunter22' });
        const { refused } = checked(await bus.close());
        assert.deepEqual([sink.records.length, refused], [0, { redaction_failed: 1 }]);
      });

      it(`keeps the event as it was when an enricher makes ${what} of its ${part}`, async () => {
        const { bus, sink } = testBus({ switches: on });
        bus.hooks.enrich
          .for('codex.tool_result')
          .tap('enricher', (event) => withChanges(event, { [part]: make() as never }));
        bus.emit('codex.tool_result', { tool_name: 'shell' });
        checked(await bus.close());
        assert.deepEqual(
          sink.records.map(({ fields: { tool_name } }) => tool_name),
          ['shell'],
        );
      });
    }

  it('cannot come after redaction', async () => {
    const { bus, sink } = testBus({ switches: { log_user_prompt: true } });
    bus.hooks.redact
      .for('codex.user_prompt')
      .tap('scrub', (event) => withChanges(event, { fields: { ...event.fields, prompt: 'clean' } }));
    bus.hooks.enrich
      .for('codex.user_prompt')
      .tap('late', (event) => withChanges(event, { fields: { ...event.fields, prompt: 'dirty' } }));
    bus.emit('codex.user_prompt', { prompt: 'x' });
    await bus.close();
    assert.equal(sink.attributes(0).prompt, 'clean');
  });

  it('does not bring content back whose switch is off: a redactor never sees it', async () => {
    const { bus, sink } = testBus();
    const seen: unknown[] = [];
    bus.hooks.redact.for('codex.user_prompt').tap('curious', (event) => {
      seen.push(event.fields.prompt);
      return withChanges(event, { fields: { ...event.fields, prompt: 'brought back' } });
    });
    bus.emit('codex.user_prompt', { prompt: 'my words' });
    await bus.close();
    assert.deepEqual([seen, sink.attributes(0).prompt], [['[REDACTED]'], '[REDACTED]']);
  });
});

describe('the preview of an output', () => {
  it('is cut at the configured bytes behind redaction, with lengths of the whole', async () => {
    const { bus, sink } = testBus({ config: { otel: { ...on, tool_result: { max_bytes: 10 } } } });
    bus.hooks.redact.for('codex.tool_result').tap('scrub', (event) =>
      withChanges(event, {
        fields: { ...event.fields, output: String(event.fields.output).replace('secret', '***') },
      }),
    );
    bus.emit('codex.tool_result', { output: 'a secret and more' });
    bus.emit('codex.tool_result', { output: 'short' });
    await bus.close();
    const [long, short] = [sink.attributes(0), sink.attributes(1)];
    assert.deepEqual([long.output, long.output_truncated], [`a *** and \n${notice}`, true]);
    assert.deepEqual([short.output, short.output_truncated], ['short', false]);
    assert.equal(sink.records[0]?.fields.output_length, 17);
  });

  it('says that an output was cut also where it is held back', async () => {
    const { bus, sink } = testBus({ config: { otel: { tool_result: { max_bytes: 10 } } } });
    bus.emit('codex.tool_result', { output: 'x'.repeat(11) });
    await bus.close();
    assert.deepEqual([sink.attributes(0).output, sink.attributes(0).output_truncated], ['[REDACTED]', true]);
  });
});

describe('log_sse_deltas', () => {
  const kinds = ['response.created', 'response.output_text.delta', 'response.completed'];

  for (const log_sse_deltas of [true, false]) {
    it(`${log_sse_deltas ? 'lets the log lane carry' : 'keeps off the log lane'} the pieces of a growing text, which listeners see all the same`, async () => {
      const { bus, sink } = testBus({ config: { otel: { log_sse_deltas } } });
      const heard: unknown[] = [];
      bus.on('codex.sse_event', ({ fields }) => heard.push(fields['event.kind']));
      for (const kind of kinds) bus.emit('codex.sse_event', { 'event.kind': kind, duration_ms: 5 });
      const { refused, sinks } = checked(await bus.close());
      const carried = kinds.filter((kind) => log_sse_deltas || !kind.endsWith('.delta'));
      assert.deepEqual(
        sink.records.map(({ fields }) => fields['event.kind']),
        carried,
      );
      assert.deepEqual([heard, refused, sinks['memory.records']?.accepted], [kinds, {}, carried.length]);
    });
  }
});

describe('the texts of models', () => {
  const text = `${'é'.repeat(33_000)} end`;

  it('are cut at 64 KiB, and say how long they were', async () => {
    const { bus, sink } = testBus({ switches: { log_agent_responses: true } });
    bus.emit('codex.agent_response', { response: text });
    bus.emit('codex.agent_response', { response: 'x'.repeat(65_536) });
    await bus.close();
    const [long, whole] = [sink.attributes(0), sink.attributes(1)];
    assert.deepEqual(
      [long.response, long.response_length, long.response_truncated],
      ['é'.repeat(32_768), 66_004, true],
    );
    assert.deepEqual([whole.response_length, whole.response_truncated], [65_536, false]);
  });

  it('take their whole event with them where nobody asked for them', async () => {
    const { bus, sink } = testBus();
    bus.emit('codex.agent_response', { response: 'done', 'turn.id': 't' });
    bus.emit('codex.guardian_assessment', { outcome: 'allow' });
    const { refused } = checked(await bus.close());
    assert.deepEqual([sink.records.length, refused], [0, { switched_off: 2 }]);
  });
});

describe('routes', () => {
  async function route(routes: readonly { match: string; to: readonly string[] }[], tap?: () => readonly string[]) {
    const other = memorySink({ name: 'other' });
    const { bus, sink } = testBus({ plugins: [other.plugin], config: { routes } });
    if (tap) bus.hooks.route.for('codex.turn_ttft').tap('host', tap);
    bus.emit('codex.turn_ttft', {});
    bus.emit('codex.tool_result', {});
    const receipt = checked(await bus.close());
    assert.deepEqual(receipt.sinks['other.records']?.accepted, other.records.length);
    return [sink, other].map(({ records }) => records.map(({ name }) => name.replace('codex.', '')).join(' '));
  }

  const both = 'turn_ttft tool_result';

  it('send everything everywhere where nothing is said', async () => {
    assert.deepEqual(await route([]), [both, both]);
  });

  it('take the first match, and leave the others', async () => {
    const routes = [
      { match: 'codex.turn_ttft', to: ['other.records'] },
      { match: 'codex.*', to: ['memory.records'] },
    ];
    assert.deepEqual(await route(routes), ['tool_result', 'turn_ttft']);
  });

  it('may lead nowhere', async () => {
    assert.deepEqual(await route([{ match: '*', to: [] }]), ['', '']);
  });

  it('yield to the opinion of a plugin, and hold where it has none', async () => {
    const routes = [{ match: '*', to: ['memory.records'] }];
    assert.deepEqual(await route(routes, () => ['other.records']), ['tool_result', 'turn_ttft']);
    assert.deepEqual(await route(routes, () => undefined as never), [both, '']);
  });

  it('match whole names, and beginnings before an asterisk', () => {
    const answers = [
      ['codex.a', 'codex.a'],
      ['codex.a', 'codex.ab'],
      ['codex.*', 'codex.ab'],
      ['*', 'x'],
      ['codex.*', 'acme.a'],
    ].map(([pattern = '', name = '']) => matches(pattern, name));
    assert.deepEqual(answers, [true, false, true, true, false]);
  });
});
