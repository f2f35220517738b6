/** Each event of the catalogue, fed as natural-typed JSON, has on the wire the attributes, types and order of Codex. */
import assert from 'node:assert/strict';
import { eachSwitch } from '../../core/events.js';
import { codexEvents, type EventDeclaration } from '../../index.js';
import { withoutIdentity } from '../without-identity.js';
import { samples as usualSamples } from './catalogue-samples.js';
import { assertQuiet, emitTo, logsOf, useReceiver } from './emitting.js';
import { facts, rarerSamples, time } from './rarer-samples.js';
import { transports } from './rc.js';

const declarations: ReadonlyMap<string, EventDeclaration> = new Map(Object.entries(codexEvents));
const samples = [...usualSamples, ...rarerSamples];
const tail = [
  ['event.timestamp', 'string', time],
  ...Object.entries(facts).map(([name, value]) => [name, 'string', value] as const),
];

describe('each event of the log lane through codexotel emit', () => {
  const receiver = useReceiver();

  it('is among the samples of this test', () => {
    const events = [...declarations].filter(([, { lanes }]) => lanes.includes('log'));
    assert.deepEqual([...new Set(samples.map(({ event }) => event))].sort(), events.map(([name]) => name).sort());
  });

  for (const transport of transports) {
    it(`arrives with the names, types and order of Codex over ${transport}`, async () => {
      const lines = [{ session: facts }, ...samples.map(({ event, attributes }) => ({ event, time, attributes }))];
      assertQuiet(await emitTo(receiver(), lines, { transport }));
      const logs = logsOf(receiver());
      assert.equal(logs.length, samples.length);
      for (const [index, { event, expected, isBare }] of samples.entries()) {
        const log = logs[index];
        assert.ok(log);
        assert.deepEqual(withoutIdentity(log.attributes), [
          ['event.name', 'string', event],
          ...expected,
          ...(isBare ? [] : tail),
        ]);
        const { severityNumber, severityText, body, scope } = log;
        assert.deepEqual([severityNumber, severityText, body], [9, 'INFO', null]);
        if (declarations.get(event)?.subsystem === undefined) assert.equal(scope.name, 'codex_otel.log_only');
      }
      assert.deepEqual(
        [...new Set(receiver().requests.map((request) => request.transport))],
        [transport === 'grpc' ? 'grpc' : transport === 'json' ? 'http/json' : 'http/protobuf'],
      );
    });
  }

  it('keeps content at home while its switch is off, and sends its lengths', async () => {
    const lines = [{ session: facts }, ...samples.map(({ event, attributes }) => ({ event, time, attributes }))];
    const closed = eachSwitch(() => false);
    const exporter = { 'otlp-http': { endpoint: `${receiver().httpUrl}/v1/logs`, protocol: 'json' } };
    const run = await emitTo(receiver(), lines, { rc: { otel: { ...closed, exporter } } });
    assert.equal(run.code, 0);
    assert.match(run.stderr, /^(codexotel: line \d+: the event was refused: switched_off\n){2}$/);
    const sent = JSON.stringify(logsOf(receiver()));
    for (const content of [
      'fix the build',
      '"ls"',
      'one\\ntwo',
      'something new',
      'me@example.test',
      'Grüße',
      'too risky',
      'looked odd',
    ]) {
      assert.ok(!sent.includes(content), content);
    }
    const [prompt] = run.logs.filter((log) => log['event.name'] === 'codex.user_prompt');
    assert.deepEqual([prompt?.prompt, prompt?.prompt_length], ['[REDACTED]', '13']);
    const [result] = run.logs.filter((log) => log['event.name'] === 'codex.tool_result');
    const { arguments: given, output, arguments_length, output_length, output_line_count } = result ?? {};
    assert.deepEqual(
      [given, output, arguments_length, output_length, output_line_count],
      ['[REDACTED]', '[REDACTED]', 12, 8, 2],
    );
    assert.deepEqual(
      run.logs.filter((log) => 'error.message' in log).map((log) => log['error.message']),
      ['http 401', '[REDACTED]', 'http 404', 'timeout'],
    );
    const sentNames = run.logs.map((log) => log['event.name']);
    assert.ok(!sentNames.includes('codex.agent_response') && !sentNames.includes('codex.guardian_assessment'));
  });
});
