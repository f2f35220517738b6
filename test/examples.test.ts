/** The examples are programs: each runs as it stands and does what it promises. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Ended, startProgram } from './cli/child.js';
import { logsOf, useReceiver, valuesOf } from './cli/emitting.js';
import { inCheckout } from './cli/run.js';
import { startEnvelopeReceiver } from './plugins/sentry-feedback/envelopes.js';

/** Where compiled examples stand. */
const examples = 'build/examples';

async function run(name: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { child, ended } = startProgram(`${examples}/${name}/index.js`, [], env);
  child.stdin.end();
  return ended;
}

function assertSound({ code, stderr }: Ended): void {
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
}

/** What a server says of a 401, as in the captures. */
const refusal = {
  'x-request-id': 'req_golden_401',
  'x-error-json': Buffer.from('{"error":{"code":"token_expired"}}').toString('base64'),
};

describe('the examples', () => {
  const receiver = useReceiver();

  it('own-plugin: a host with its own event and plugin hears of its event, and what leaves holds facts only', async () => {
    const ended = await run('own-plugin');
    assertSound(ended);
    assert.deepEqual(ended.stdout.trimEnd().split('\n'), [
      'the build is fine',
      'acme.build_finished {"ok":true,"duration_ms":812,"team":"compilers"}',
      '{"unit":"record","accepted":1,"delivered":1,"pending":0,"rejected":0,"dropped":{}}',
    ]);
    assert.ok(!ended.stdout.includes('abc123'));
  });

  it('traces: a session is a trace, whose spans bear the events of the session', async () => {
    const ended = await run('traces');
    assertSound(ended);
    assert.deepEqual(ended.stdout.trimEnd().split('\n'), [
      'model_request unset ["codex.turn_ttft"]',
      'tool_call unset ["codex.tool_result"]',
      'turn unset ["codex.user_prompt"]',
      'session unset []',
      '[{"unit":"span","accepted":4,"delivered":4,"pending":0,"rejected":0,"dropped":{}},{"attached":3,"dropped":{}}]',
    ]);
  });

  it('configuration-only: the rc file says where the session goes and what may travel', async () => {
    const env = {
      CODEXOTEL_CONFIG: inCheckout('examples/configuration-only/.codexotelrc'),
      ACME_OTLP_LOGS: `${receiver().httpUrl}/v1/logs`,
    };
    const ended = await run('configuration-only', env);
    assertSound(ended);
    const books = { unit: 'record', accepted: 3, delivered: 3, pending: 0, rejected: 0, dropped: {} };
    assert.deepEqual(JSON.parse(ended.stdout), { 'otlp.logs': books });

    assert.deepEqual(receiver().refused, []);
    const [prompt = {}, result = {}, receipt = {}] = logsOf(receiver()).map(valuesOf);
    assert.deepEqual([prompt['event.name'], prompt.prompt], ['codex.user_prompt', 'fix the build']);
    assert.deepEqual([receipt['event.name'], receipt.emitted, receipt.dropped], ['codexotel.session_receipt', 2, 0]);
    const { tool_name, call_id, success, output, model } = result;
    assert.deepEqual(
      [tool_name, call_id, success, output, model],
      ['shell', 'call_1', 'true', '[REDACTED]', 'gpt-5.5'],
    );
    const resource = Object.fromEntries(receiver().records[0]?.resource.map(([key, , value]) => [key, value]) ?? []);
    assert.deepEqual(
      [resource['service.name'], resource['service.version'], resource.env],
      ['acme', '2.1.0', 'example'],
    );
  });

  it('configuration-only: without a configuration nothing leaves, and the host goes on as before', async () => {
    const ended = await run('configuration-only', { ACME_OTLP_LOGS: `${receiver().httpUrl}/v1/logs` });
    assertSound(ended);
    assert.deepEqual([ended.stdout, receiver().requests.length], ['{}\n', 0]);
  });

  it("sentry-bug-report: a user's feedback bears the facts of the session and of the last 401", async () => {
    const sentry = await startEnvelopeReceiver();
    const model = createServer((_, response) => response.writeHead(401, refusal).end('{}'));
    model.listen(0, '127.0.0.1');
    await once(model, 'listening');
    const { port } = model.address() as AddressInfo;
    try {
      const env = { SENTRY_DSN: sentry.dsn, MODEL_URL: `http://127.0.0.1:${port}/v1/responses` };
      assertSound(await run('sentry-bug-report', env));
    } finally {
      model.closeAllConnections();
      model.close();
      await sentry.close();
    }
    const [feedback, ...others] = sentry.events;
    assert.deepEqual(others, []);
    assert.equal(feedback?.contexts?.feedback?.message, 'I was logged out in the middle of a turn');
    const { tags = {} } = feedback;
    const expected = {
      conversation_id: '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
      model: 'gpt-5.5',
      endpoint: '/responses',
      auth_header_attached: 'true',
      auth_header_name: 'authorization',
      auth_request_id: 'req_golden_401',
      auth_error_code: 'token_expired',
      auth_401_request_id: 'req_golden_401',
      auth_401_error_code: 'token_expired',
      auth_retry_after_unauthorized: 'true',
      auth_recovery_mode: 'managed',
      auth_recovery_phase: 'refresh_token',
      auth_recovery_outcome: 'recovery_failed_transient',
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(tags[name], value, name);
  });

  describe('first-run', () => {
    const rollout = readFileSync(inCheckout('test/fixtures/golden/f_tools/rollout.jsonl'), 'utf8');

    it('shows a real session: events in order, durations, tokens, tools, what was held back, the receipt', async () => {
      const ended = await run('first-run', { FORCE_COLOR: '1', DO_NOT_TRACK: '1', OTEL_SDK_DISABLED: 'true' });
      assertSound(ended);
      const { stdout } = ended;
      assert.ok(!stdout.includes('\u001b'), 'no colours when piped');
      assert.match(stdout, /23 records of a real Codex session arrived over OTLP\/HTTP/);
      assert.match(stdout, /codex_exec 0\.169\.0, model gpt-5\.5, conversation 01a1f8ca-/);
      const rows = stdout.split('\n').filter((line) => /^ {2}\+ *\d+ ms {2}codex\./.test(line));
      assert.equal(rows.length, 23);
      const after = rows.map((row) => Number(/\+ *(\d+)/.exec(row)?.[1]));
      assert.deepEqual(
        after,
        after.toSorted((a, b) => a - b),
      );
      assert.match(rows[1] ?? '', /codex\.user_prompt +29 characters: \[REDACTED\]$/);
      assert.match(stdout, /codex\.turn_ttft +first output after \d+ ms/);
      assert.match(stdout, /1200 tokens in \(1024 cached\), 50 out/);
      assert.match(stdout, /exec_command ok, 102 bytes: \[REDACTED\]/);
      assert.match(stdout, /no_such_tool failed/);
      assert.match(stdout, /23 events emitted, 0 refused; the receiver refused 0 requests/);
      assert.match(stdout, /otlp\.logs: 23 records accepted = 23 delivered \+ 0 pending \+ 0 rejected/);
      assert.ok(rollout.includes('Say hello from the golden run') && !stdout.includes('Say hello'));
      assert.ok(!/undefined|NaN|\[object/.test(stdout), stdout);
    });
  });
});
