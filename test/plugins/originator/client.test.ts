/** What a client is to the model's API: predicates, user agent, headers, and the `initialize` by which it names itself. */
import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SystemSource } from '../../../core/index.js';
import { type ReceivedLog, startReceiver, testBus } from '../../../core/testing/index.js';
import { start } from '../../../index.js';
import {
  isFirstPartyChatOriginator,
  isFirstPartyOriginator,
  originator,
  originatorOf,
  prepareInitialize,
  requestHeaders,
  setDefaultOriginator,
  setUserAgentSuffix,
  userAgentOf,
} from '../../../plugins/originator/index.js';

const mac: SystemSource = {
  platform: 'darwin',
  release: '24.1.0',
  readText: () => '<key>ProductVersion</key>\n<string>15.1</string>',
};

async function ready(env: Readonly<Record<string, string>> = {}) {
  const { bus } = testBus({ plugins: [originator], env });
  await bus.ready;
  return bus;
}

describe('originator: predicates', () => {
  it('first-party true: default, `codex-tui`, `codex_vscode`, `Codex …`; false: `codex_cli`, `Other`', () => {
    const names = [
      'codex_cli_rs',
      'codex-tui',
      'codex_vscode',
      'Codex Desktop',
      'codex_cli',
      'Other',
      'Codex',
      'codex_exec',
    ];
    deepEqual(names.map(isFirstPartyOriginator), [true, true, true, true, false, false, false, false]);
  });

  it('chat first-party: `codex_atlas`, `codex_chatgpt_desktop`; not default, not `codex_vscode`', () => {
    const names = ['codex_atlas', 'codex_chatgpt_desktop', 'codex_cli_rs', 'codex_vscode'];
    deepEqual(names.map(isFirstPartyChatOriginator), [true, true, false, false]);
  });
});

describe('originator: the user agent', () => {
  it('user agent starts with `<originator>/`', async () => {
    const bus = await ready();
    match(userAgentOf(bus, { version: '1.2.3' }), /^codex_cli_rs\/1\.2\.3 \(\S.* \S+; \S+\) unknown$/);
    setDefaultOriginator(bus, 'acme');
    match(userAgentOf(bus, { version: '1.2.3' }), /^acme\/1\.2\.3 \(/);
    await bus.close();
  });

  it('macOS user-agent shape', async () => {
    const bus = await ready({ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.5' });
    for (const [architecture, name] of [
      ['x64', 'x86_64'],
      ['arm64', 'arm64'],
    ] as const) {
      equal(
        userAgentOf(bus, { version: '0.169.0', system: mac, architecture }),
        `codex_cli_rs/0.169.0 (Mac OS 15.1.0; ${name}) iTerm.app/3.6.5`,
      );
    }
    await bus.close();
  });

  it('CR and NUL in the suffix become `_`', async () => {
    const bus = await ready({ TERM: 'xterm-256color' });
    setUserAgentSuffix(bus, ' evil\r\0suffix ');
    equal(
      userAgentOf(bus, { version: '1', system: mac, architecture: 'arm64' }),
      'codex_cli_rs/1 (Mac OS 15.1.0; arm64) xterm-256color (evil__suffix)',
    );
    setUserAgentSuffix(bus, '  ');
    match(userAgentOf(bus, { version: '1' }), /\(evil__suffix\)$/);
    await bus.close();
  });

  it('says `unknown` of a system that says nothing, and cleans the terminal', async () => {
    const bus = await ready({ TERM_PROGRAM: 'a\nb' });
    const silent: SystemSource = {
      platform: 'linux',
      release: '',
      readText: () => {
        throw new Error('none');
      },
    };
    equal(
      userAgentOf(bus, { version: '1', system: silent, architecture: '' }),
      'codex_cli_rs/1 (Linux unknown; unknown) a_b',
    );
    await bus.close();
  });
});

describe('originator: headers', () => {
  it('default headers on a real request: originator, user agent, residency `us` when required', async () => {
    const seen: Array<Readonly<Record<string, unknown>>> = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const bus = await ready();
    await fetch(url, { headers: requestHeaders(bus, { version: '1' }) });
    await fetch(url, { headers: requestHeaders(bus, { version: '1', residency: 'us' }) });
    server.closeAllConnections();
    server.close();
    await bus.close();
    const residency = 'x-openai-internal-codex-residency';
    deepEqual(
      seen.map((headers) => [headers.originator, headers[residency]]),
      [
        ['codex_cli_rs', undefined],
        ['codex_cli_rs', 'us'],
      ],
    );
    for (const headers of seen) match(String(headers['user-agent']), /^codex_cli_rs\/1 \(/);
  });
});

describe('originator: initialize', () => {
  const options = { version: '1', system: mac, architecture: 'arm64' };
  const of = (name: unknown, version: unknown = '2.0') => ({ clientInfo: { name, version } });

  it('makes the first client the originator, and names each in the user agent', async () => {
    const bus = await ready();
    deepEqual(prepareInitialize(bus, options)(of('Codex Desktop')), {
      kind: 'initialized',
      userAgent: 'Codex Desktop/1 (Mac OS 15.1.0; arm64) unknown (Codex Desktop; 2.0)',
      platformFamily: 'unix',
      platformOs: 'macos',
    });
    const second = prepareInitialize(bus, options)(of('other', 7));
    match(second.kind === 'initialized' ? second.userAgent : '', /^Codex Desktop\/1 .* \(other; unknown\)$/);
    await bus.close();
  });

  it('refuses a second one on the same connection', async () => {
    const bus = await ready();
    const initialize = prepareInitialize(bus, options);
    initialize(of('one'));
    deepEqual(initialize(of('two')), { kind: 'error', code: -32_600, message: 'Already initialized' });
    equal(originatorOf(bus), 'one');
    await bus.close();
  });

  it('refuses a name that cannot stand in a header, without repeating it, and takes a better one after it', async () => {
    const bus = await ready();
    const initialize = prepareInitialize(bus, options);
    for (const params of [of('evil\nname'), of(7), {}, null, undefined, 'text']) {
      const result = initialize(params);
      equal(result.kind, 'error');
      doesNotMatch(JSON.stringify(result), /evil/);
      match(JSON.stringify(result), /clientInfo\.name/);
    }
    equal(initialize(of('good')).kind, 'initialized');
    equal(originatorOf(bus), 'good');
    await bus.close();
  });

  it('does not take clients for the originator that ask for others', async () => {
    const bus = await ready();
    for (const name of ['codex_app_server_daemon', 'codex-backend']) {
      const result = prepareInitialize(bus, options)(of(name));
      equal(result.kind === 'initialized' && result.userAgent, 'codex_cli_rs/1 (Mac OS 15.1.0; arm64) unknown');
    }
    prepareInitialize(bus, options)(of('real'));
    equal(originatorOf(bus), 'real');
    await bus.close();
  });
});

type Attributes = ReceivedLog['attributes'];

interface Booted {
  readonly originator: unknown;
  readonly service: unknown;
  readonly code: unknown;
}

describe('originator: boot order of an app server', () => {
  /** What arrives of an event that was emitted before `initialize` came. */
  async function boot(env: Readonly<Record<string, string>>): Promise<Booted> {
    const receiver = await startReceiver();
    try {
      const bus = start({
        env,
        service: { name: 'codex_app_server' },
        originator: 'codex_app_server',
        config: {
          otel: { exporter: { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/logs`, protocol: 'binary' } } },
          session_receipts: false,
        },
        programFile: '',
        workingDirectory: '',
      });
      bus.emit('codex.tool_result', { tool_name: 'shell' });
      await bus.ready;
      prepareInitialize(bus, { version: '1' })({ clientInfo: { name: 'Codex Desktop', version: '2' } });
      let code: unknown;
      try {
        setDefaultOriginator(bus, 'late');
      } catch (error) {
        code = (error as { code?: unknown }).code;
      }
      await bus.close();
      const [log] = receiver.records;
      if (log?.kind !== 'log') throw new Error('nothing arrived');
      const valueIn = (attributes: Attributes, key: string) => attributes.find(([name]) => name === key)?.[2];
      const said = valueIn(log.attributes, 'originator');
      return { originator: said, service: valueIn(log.resource, 'service.name'), code };
    } finally {
      await receiver.close();
    }
  }

  it('the records bear the client’s name, a second set fails, the service override stays', async () => {
    const { originator: said, service, code } = await boot({});
    equal(said, 'Codex_Desktop');
    equal(service, 'codex_app_server');
    equal(code, 'ERR_ALREADY_INITIALIZED');
  });

  it('the environment override wins', async () => {
    const { originator: said, service, code } = await boot({ CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'from_env' });
    equal(said, 'from_env');
    equal(service, 'codex_app_server');
    equal(code, 'ERR_ALREADY_INITIALIZED');
  });
});
