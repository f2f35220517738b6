/** Reports without Sentry: what arrives at the server is what was shown, with nothing that the call did not name. */
import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, type FeedbackReport, start } from '../../../index.js';
import { listenAsProxy } from '../../proxy-server.js';
import { type EnvelopeReceiver, itemsOf, startEnvelopeReceiver } from './envelopes.js';

const threadId = '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958';
const secret = 'ghp_0123456789abcdefghij0123456789abcdef';

describe('bus.feedback', () => {
  let receiver: EnvelopeReceiver;

  beforeEach(async () => {
    receiver = await startEnvelopeReceiver();
  });

  afterEach(() => receiver.close());

  /** A host with a session that had a 401. */
  function host(config: Config = {}, env: Readonly<Record<string, string>> = {}) {
    const bus = start({
      env,
      service: { name: 'acme', version: '2.1.0' },
      config: { plugins: { 'sentry-feedback': { dsn: receiver.dsn } }, quiet: true, ...config },
      programFile: '',
      workingDirectory: '',
    });
    const session = bus.session({
      'conversation.id': threadId,
      'app.version': '2.1.0',
      session_source: 'cli',
      model: 'gpt-5.5',
      'user.email': 'ada@example.org',
    });
    session.userPrompt({ text: 'the prompt' });
    session.recordApiRequest({
      endpoint: '/responses',
      'http.response.status_code': 401,
      'error.message': 'http 401',
      'auth.request_id': 'req_golden_401',
    });
    return { bus, session };
  }

  async function capture(report: FeedbackReport, config?: Config, env?: Readonly<Record<string, string>>) {
    const { bus } = host(config, env);
    const result = await bus.feedback.capture(report);
    await bus.close();
    const items = itemsOf(receiver.requests[0]?.body ?? Buffer.alloc(0));
    const [event] = receiver.events;
    return { result, items, event, request: receiver.requests[0] };
  }

  const filesIn = (items: ReturnType<typeof itemsOf>) =>
    items.slice(1).map(({ header, payload }) => [header.filename, header.content_type, payload.toString()]);

  it('envelope: POST to `/api/<id>/envelope/`, auth header version 7 + public key + agent + timestamp; 7 lines for event + 2 attachments; title, classification tag, exception value', async () => {
    const attachments = [
      { filename: 'one.txt', content: 'first' },
      { filename: 'two.bin', content: new Uint8Array([1, 2, 3]) },
    ];
    const { result, event, request, items } = await capture({ classification: 'bug', reason: 'it broke', attachments });
    equal(result.kind, 'sent');
    deepEqual([request?.method, request?.path], ['POST', '/api/1/envelope/']);
    match(
      String(request?.headers['x-sentry-auth']),
      /^Sentry sentry_version=7, sentry_client=codexotel\/[\d.]+, sentry_timestamp=\d{10}, sentry_key=public$/,
    );
    equal(request?.headers['content-type'], 'application/x-sentry-envelope');
    equal(request?.body.toString('latin1').trimEnd().split('\n').length, 7);
    const title = `[Bug]: Codex session ${threadId}`;
    const { message, exception, level, tags } = (event ?? {}) as Record<string, Record<string, unknown>>;
    deepEqual([message, exception, level], [title, { values: [{ type: title, value: 'it broke' }] }, 'error']);
    equal(tags?.classification, 'bug');
    deepEqual(filesIn(items), [
      ['one.txt', 'text/plain', 'first'],
      ['two.bin', 'application/octet-stream', '\u0001\u0002\u0003'],
    ]);
  });

  const labels = [
    ['bug', 'Bug', 'error'],
    ['bad_result', 'Bad result', 'error'],
    ['safety_check', 'Safety check', 'error'],
    ['good_result', 'Good result', 'info'],
    ['something', 'Other', 'info'],
  ] as const;
  for (const [classification, label, level] of labels)
    it(`says ${label}, as ${level}, of ${classification}, and bears no exception without a reason`, async () => {
      const { event } = await capture({ classification });
      const { message, level: said, exception } = (event ?? {}) as Record<string, unknown>;
      deepEqual([message, said, exception], [`[${label}]: Codex session ${threadId}`, level, undefined]);
    });

  it('bears the facts of the session and of its last 401, and never who the user is', async () => {
    const { event, request } = await capture({ classification: 'bug', reason: 'x' });
    const { trace_id, auth_401_at, ...tags } = event?.tags ?? {};
    match(String(trace_id), /^[0-9a-f]{32}$/);
    match(String(auth_401_at), /^\d{4}-/);
    deepEqual(tags, {
      thread_id: threadId,
      classification: 'bug',
      cli_version: '2.1.0',
      session_source: 'cli',
      reason: 'x',
      conversation_id: threadId,
      model: 'gpt-5.5',
      originator: 'acme',
      app_version: '2.1.0',
      endpoint: '/responses',
      auth_request_id: 'req_golden_401',
      auth_401_request_id: 'req_golden_401',
    });
    doesNotMatch(String(request?.body), /ada@|the prompt/);
  });

  it('reserved names cannot be set by client or collected tags; client beats collected (`turn_id`); collected-only tags pass (`account_id`, `model`)', async () => {
    const plugins = { 'sentry-feedback': { dsn: receiver.dsn } };
    const bus = start({
      env: {},
      config: { plugins, quiet: true },
      programFile: '',
      workingDirectory: '',
      plugins: [
        {
          name: 'own',
          setup: () => ({
            facts: () => ({
              turn_id: 'collected',
              account_id: 'a',
              model: 'm',
              thread_id: 'no',
              cli_version: 'no',
              reason: 'no',
            }),
          }),
        },
      ],
    });
    bus.session({ 'conversation.id': threadId });
    const tags = { turn_id: 'client', classification: 'no', session_source: 'no', reason: 'no', release: '1' };
    const doctor = { checks: { disk: 'fail', net: 'ok', turn: 'warning' } } as const;
    const result = await bus.feedback.capture({ classification: 'bug', tags, doctor });
    await bus.close();
    const { conversation_id: _c, trace_id: _t, ...said } = receiver.events[0]?.tags ?? {};
    deepEqual(said, {
      thread_id: threadId,
      classification: 'bug',
      cli_version: 'unknown',
      turn_id: 'client',
      account_id: 'a',
      model: 'm',
      originator: 'codex_cli_rs',
      doctor_overall_status: 'fail',
      doctor_ok_count: '1',
      doctor_warning_count: '1',
      doctor_fail_count: '1',
      doctor_failed_checks: 'disk',
      doctor_warning_checks: 'turn',
    });
    deepEqual(result.kind === 'sent' && result.preview.lost, { release: 'reserved' });
  });

  it('attaches nothing that the call does not name', async () => {
    const { items } = await capture({ classification: 'bug' }, {}, { HTTPS_PROXY: 'http://u:p@proxy.test:1' });
    equal(items.length, 1);
  });

  it('attachment order logs, in-memory, diagnostics, file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
    try {
      await writeFile(join(folder, 'rollout.JSONL'), '{"a":1}');
      const { items } = await capture(
        {
          classification: 'bug',
          includeLogs: true,
          logs: 'the host’s own log',
          includeDiagnostics: true,
          attachments: [{ path: join(folder, 'rollout.JSONL') }, { filename: 'a.json', content: '{}' }],
        },
        {},
        { https_proxy: 'http://user:pass@proxy.test:3128/path?token=1' },
      );
      deepEqual(
        filesIn(items).map(([name, type]) => `${name} ${type}`),
        [
          'codex-logs.log text/plain',
          'a.json application/json',
          'codex-connectivity-diagnostics.txt text/plain',
          'rollout.JSONL text/plain',
        ],
      );
      equal(items[1]?.payload.toString(), 'the host’s own log');
      const diagnostics = String(items[3]?.payload);
      match(diagnostics, /^Connectivity diagnostics\n\n- .*\n {2}- https_proxy = http:\/\/proxy\.test:3128\n$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('brings the events of its conversation along as they were redacted, when asked', async () => {
    const { bus, session } = host({ otel: { log_tool_content: true } });
    session.toolResult({ tool_name: 'shell', arguments: `curl -H ${secret}`, output: 'fine' });
    bus.session({ 'conversation.id': 'another' }).toolResult({ tool_name: 'other' });
    await bus.feedback.capture({ classification: 'bug', includeLogs: true, threadId });
    await bus.close();
    const [, log] = itemsOf(receiver.requests[0]?.body ?? Buffer.alloc(0));
    const lines = String(log?.payload)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    deepEqual(
      lines.map((line) => line['event.name']),
      ['codex.user_prompt', 'codex.api_request', 'codex.tool_result'],
    );
    equal(lines[0].prompt, '[REDACTED]');
    equal(lines[2].arguments, 'curl -H [REDACTED:github-token]');
    doesNotMatch(String(log?.payload), /ada@|ghp_/);
  });

  it('cleans what a person and a host give, and leaves bytes that are no text alone', async () => {
    const { request, items } = await capture({
      classification: 'bug',
      reason: `my key is ${secret}`,
      tags: { note: secret },
      includeLogs: true,
      logs: `log ${secret}`,
      attachments: [
        { filename: 'a.txt', content: secret },
        { filename: 'b.json', content: Buffer.from(`{"k":"${secret}"}`) },
        { filename: 'c.png', content: new Uint8Array([0, 255, 10]) },
      ],
    });
    doesNotMatch(String(request?.body), /ghp_/);
    equal(String(request?.body).match(/\[REDACTED:github-token\]/g)?.length, 6);
    deepEqual([...(items.at(-1)?.payload ?? [])], [0, 255, 10]);
  });

  it('shows exactly what it sends', async () => {
    const { bus } = host();
    const preview = await bus.feedback.preview({ classification: 'bug', reason: 'x', includeLogs: true });
    ok(preview.kind === 'preview');
    equal(receiver.requests.length, 0);
    const result = await bus.feedback.capture(preview);
    await bus.close();
    deepEqual(receiver.requests[0]?.body, Buffer.from(preview.envelope));
    deepEqual(
      [result.kind, result.kind === 'sent' && result.eventId, preview.title],
      ['sent', preview.eventId, `[Bug]: Codex session ${threadId}`],
    );
  });

  it('HTTP 503 surfaces as an error naming the status', async () => {
    receiver.status = 503;
    const { result } = await capture({ classification: 'bug' });
    deepEqual(result, { kind: 'refused', threadId, status: 503, reason: 'http 503' });
  });

  it('system proxy respected; bad proxy config surfaces as a failure that names it', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const far = { plugins: { 'sentry-feedback': { dsn: 'http://public@sentry.test/1' } } };
    const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const { result } = await capture({ classification: 'bug' }, far, env);
    proxy.closeAllConnections();
    proxy.close();
    equal(result.kind, 'sent');
    deepEqual(asked, ['POST http://sentry.test/api/1/envelope/']);
    const bad = await capture({ classification: 'bug' }, far, { HTTP_PROXY: 'socks5://127.0.0.1:1' });
    deepEqual(bad.result, { kind: 'failed', threadId, reason: 'proxy_invalid' });
  });

  it('goes through the proxy that the configuration names, or through none', async () => {
    const proxy = await listenAsProxy();
    const { origin } = new URL(receiver.dsn);
    const told = (said: string) => ({ plugins: { 'sentry-feedback': { dsn: receiver.dsn, proxy: said } } });
    const through = await capture({ classification: 'bug' }, told(`http://127.0.0.1:${proxy.port}`));
    equal(through.result.kind, 'sent');
    deepEqual(proxy.asked, [`POST ${origin}/api/1/envelope/ `]);
    proxy.close();
    const direct = await capture({ classification: 'bug' }, told('none'), { HTTP_PROXY: 'http://127.0.0.1:1' });
    equal(direct.result.kind, 'sent');
  });

  it('ends in time when nobody answers, or nobody is there', async () => {
    receiver.isHanging = true;
    const startedAt = performance.now();
    const { result } = await capture({ classification: 'bug', timeoutMs: 300 });
    deepEqual(result, { kind: 'failed', threadId, reason: 'timeout' });
    ok(performance.now() - startedAt < 3_000);
    const nobody = { plugins: { 'sentry-feedback': { dsn: 'http://public@127.0.0.1:1/1' } } };
    deepEqual((await capture({ classification: 'bug' }, nobody)).result, {
      kind: 'failed',
      threadId,
      reason: 'connection_failed',
    });
  });

  it('skips what it cannot read, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
    const socket = createServer().listen(join(folder, 'socket'));
    try {
      const { result, items } = await capture({
        classification: 'bug',
        attachments: [
          { path: join(folder, 'missing.log') },
          { path: folder },
          { path: join(folder, 'socket') },
          { filename: 'odd', content: 7 as never },
          { filename: '../up/a\nb.txt', content: 'kept' },
        ],
      });
      ok(result.kind === 'sent');
      deepEqual(Object.values(result.preview.skipped).sort(), ['invalid', 'unreadable', 'unreadable', 'unreadable']);
      deepEqual(filesIn(items), [['a_b.txt', 'text/plain', 'kept']]);
    } finally {
      socket.close();
      await rm(folder, { recursive: true });
    }
  });

  it('is off without a dsn, and refuses what is no report, with the cure', async () => {
    const off = host({ plugins: { 'sentry-feedback': true } }).bus;
    deepEqual(await off.feedback.capture({ classification: 'bug' }), {
      kind: 'off',
      reason: 'sending feedback is disabled by configuration; set plugins.sentry-feedback.dsn',
    });
    await off.close();
    const { bus } = host();
    const wrong = [
      undefined,
      null,
      7,
      {},
      { classification: '' },
      { classification: 'bug', reason: 7 },
      { classification: 'bug', threadId: 'a b' },
      { classification: 'bug', attachments: [7] },
    ];
    for (const report of wrong) {
      const result = await bus.feedback.capture(report as never);
      equal(result.kind, 'invalid');
      match('reason' in result ? result.reason : '', /; give /);
    }
    await bus.close();
    equal(receiver.requests.length, 0);
  });

  it('refuses a dsn that is none, names the cure, and shows no key', async () => {
    for (const dsn of ['https://sentry.test/1', 'ftp://key@h/1', 'https://key@h/', 'key', 'https://key@h/1?x=1']) {
      const { bus } = host({ plugins: { 'sentry-feedback': { dsn } } });
      const { mistakes } = await bus.ready;
      deepEqual(
        mistakes.map(({ path, cure }) => `${path}: ${cure}`),
        [`plugins.sentry-feedback.dsn: write "\${SENTRY_DSN}", and set it to https://KEY@HOST/PROJECT`],
      );
      doesNotMatch(JSON.stringify(mistakes), /key@/);
      await bus.close();
    }
    const { bus } = host({ plugins: { 'sentry-feedback': { dsn: 'https://verysecretkey@sentry.test/base/42' } } });
    await bus.ready;
    const shown = JSON.stringify(bus.describe());
    match(shown, /sentry\.test\/base, project 42/);
    doesNotMatch(shown, /verysecretkey/);
    await bus.close();
  });

  it('names a thread of its own where no session is open, and says how many are where several are', async () => {
    const plugins = { 'sentry-feedback': { dsn: receiver.dsn } };
    const bus = start({ env: {}, config: { plugins, quiet: true }, programFile: '', workingDirectory: '' });
    const first = await bus.feedback.preview({ classification: 'bug' });
    const second = await bus.feedback.preview({ classification: 'bug' });
    ok(first.kind === 'preview' && second.kind === 'preview');
    match(first.threadId, /^no-active-thread-[0-9a-f-]{36}$/);
    notEqual(first.threadId, second.threadId);
    const one = bus.session({ 'conversation.id': 'one' });
    bus.session({ 'conversation.id': 'two' });
    const third = await bus.feedback.preview({ classification: 'bug' });
    ok(third.kind === 'preview');
    equal(third.tags.open_sessions, '2');
    const fourth = await one.turn({}, () => bus.feedback.preview({ classification: 'bug' }));
    equal(fourth.kind === 'preview' && fourth.threadId, 'one');
    await bus.close();
  });
});
