import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { userAgent } from '../../../core/index.js';

const dist = new URL('../../../', import.meta.url).href;
const run = promisify(execFile);

/** Refuses every module of OpenTelemetry, gRPC and protobuf, whoever asks for it first. */
const refuse = `
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    if (/node_modules\\/(@opentelemetry|@grpc|@bufbuild)\\//.test(found.url)) throw new Error('refused ' + specifier);
    return found;
  }`;

/** Sets the plugin up in a fresh process and tries to export; prints what happened, and which CommonJS modules are loaded. */
const program = (logs: unknown, shouldAttempt: boolean): string => `
  import { createRequire, register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(refuse)}));
  const { deadlineIn } = await import('${dist}core/index.js');
  const { otlp } = await import('${dist}plugins/otlp/index.js');
  const { someEvents, complete, contextOf } = await import('${dist}test/plugins/otlp/support.js');
  const { context, resourceCalls } = contextOf(complete({ logs: ${JSON.stringify(logs)} }));
  const { sinks = {} } = otlp.setup(context);
  const deadline = deadlineIn(2_000);
  const attempt = async () => (await sinks.logs.attempt(someEvents(1), deadline)).kind;
  const result = ${shouldAttempt} ? await attempt().catch((error) => error.message) : 'set up';
  deadline.dispose();
  const loaded = Object.keys(createRequire('${dist}x.js').cache).filter((path) => /@opentelemetry|@grpc|@bufbuild/.test(path));
  console.log(JSON.stringify({ result, sinks: Object.keys(sinks), loaded, resourceCalls: resourceCalls() }));`;

async function runProgram(logs: unknown, shouldAttempt: boolean): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program(logs, shouldAttempt)]);
  return JSON.parse(stdout);
}

/** A host's session in a fresh process; prints which CommonJS modules are loaded before the first batch may leave. */
const sessionProgram = (otel: unknown): string => `
  import { createRequire } from 'node:module';
  const { start } = await import('${dist}index.js');
  const bus = start({ config: { otel: ${JSON.stringify(otel)} }, env: {}, programFile: '', workingDirectory: '' });
  const session = bus.session({ 'conversation.id': 'c1' });
  await session.turn({}, () => session.timeTool({ tool_name: 'shell', call_id: '1' }, () => bus.traceHeaders('https://h.example')));
  await bus.ready;
  const loaded = Object.keys(createRequire('${dist}x.js').cache).filter((path) => /@opentelemetry|@grpc|@bufbuild/.test(path));
  console.log(JSON.stringify({ sinks: bus.describe().sinks, loaded }));
  process.exit();`;

describe('otlp in a fresh process', () => {
  const http = { 'otlp-http': { endpoint: 'http://127.0.0.1:1', protocol: 'json' } };
  const grpc = { 'otlp-grpc': { endpoint: 'http://127.0.0.1:1' } };

  it('loads nothing of OpenTelemetry or gRPC with exporter none', async () => {
    assert.deepEqual(await runProgram('none', false), { result: 'set up', sinks: [], loaded: [], resourceCalls: 0 });
  });

  it('loads nothing of them, and does not ask for the resource, before the first batch leaves', async () => {
    const expected = { result: 'set up', sinks: ['logs'], loaded: [], resourceCalls: 0 };
    assert.deepEqual(await runProgram(http, false), expected);
    assert.deepEqual(await runProgram(grpc, false), expected);
  });

  it('loads nothing of them for the spans of a session before the first one leaves, with or without a trace exporter', async () => {
    for (const exporter of ['none', http]) {
      const program = sessionProgram({ trace_exporter: exporter });
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]);
      const { sinks, loaded }: { sinks: object; loaded: string[] } = JSON.parse(stdout);
      assert.deepEqual([Object.keys(sinks), loaded], [exporter === 'none' ? [] : ['otlp.traces'], []]);
    }
  });

  it('needs them then', async () => {
    const outcome = await runProgram(http, true);
    assert.match(JSON.stringify(outcome), /"result":"refused @opentelemetry\//);
  });
});

describe('the user agent of otlp', () => {
  it('tells the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
    assert.equal(userAgent, `codexotel/${version}`);
  });
});
