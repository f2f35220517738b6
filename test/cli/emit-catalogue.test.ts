/** Each event of the catalogue, fed as natural-typed JSON, has on the wire the attributes, types and order of Codex. */
import assert from 'node:assert/strict';
import { codexEvents } from '../../index.js';
import { withoutIdentity } from '../without-identity.js';
import { samples } from './catalogue-samples.js';
import { assertQuiet, emitTo, logsOf, useReceiver } from './emitting.js';
import { transports } from './rc.js';

const time = '2026-11-20T11:47:09.683Z';
const facts = {
  'conversation.id': '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
  'app.version': '0.169.0',
  auth_mode: 'ApiKey',
  originator: 'codex_exec',
  'user.account_id': 'acct-1',
  'user.email': 'me@example.test',
  'terminal.type': 'xterm-256color',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
};
const tail = [
  ['event.timestamp', 'string', time],
  ...Object.entries(facts).map(([name, value]) => [name, 'string', value] as const),
];

describe('each event of the catalogue through codexotel emit', () => {
  const receiver = useReceiver();

  it('is among the samples of this test', () => {
    assert.deepEqual([...new Set(samples.map(({ event }) => event))].sort(), Object.keys(codexEvents).sort());
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
        assert.deepEqual([severityNumber, severityText, body, scope.name], [9, 'INFO', null, 'codex_otel.log_only']);
      }
      assert.deepEqual(
        [...new Set(receiver().requests.map((request) => request.transport))],
        [transport === 'grpc' ? 'grpc' : transport === 'json' ? 'http/json' : 'http/protobuf'],
      );
    });
  }

  it('keeps content at home while its switch is off, and sends its lengths', async () => {
    const lines = [{ session: facts }, ...samples.map(({ event, attributes }) => ({ event, time, attributes }))];
    const closed = { log_user_prompt: false, log_tool_content: false, log_error_text: false, log_user_email: false };
    const exporter = { 'otlp-http': { endpoint: `${receiver().httpUrl}/v1/logs`, protocol: 'json' } };
    const run = await emitTo(receiver(), lines, { rc: { otel: { ...closed, exporter } } });
    assertQuiet(run);
    const sent = JSON.stringify(logsOf(receiver()));
    for (const content of ['fix the build', '"ls"', 'one\\ntwo', 'something new', 'me@example.test']) {
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
      ['http 401', '[REDACTED]'],
    );
  });
});
