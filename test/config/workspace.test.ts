/** A file in or above the working directory: it may take away, never add; what it asks for in vain is told. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedConfiguration } from '../../core/bus-parts.js';
import { loadConfiguration } from '../../core/config/load.js';
import { type Setting, settings } from '../../core/config/settings.js';
import { showSettings } from '../../core/config/show.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

const http = (host: string) => ({ 'otlp-http': { endpoint: `http://${host}/v1/logs`, protocol: 'json' } });

/** Everything that the owner allows. */
const generous = {
  otel: {
    environment: 'owner',
    log_user_prompt: true,
    log_tool_content: true,
    log_agent_responses: true,
    log_guardian_assessments: true,
    log_error_text: true,
    log_user_email: true,
    tool_result: { max_bytes: 500 },
    exporter: http('owner'),
    trace_exporter: http('owner'),
    metrics_exporter: 'statsig',
    span_attributes: { team: 'owner' },
    tracestate: { vendor: { key: 'owner' } },
  },
  plugins: { acme: { a: 1 }, statsig: { key: 'k' }, redaction: { patterns: [] } },
  routes: [{ match: 'codex.*', to: ['otlp.logs'] }],
  queue: { max_records: 10 },
};

/** What an attacker would like, for every setting of the table. */
const greedy: Readonly<Record<keyof typeof settings, unknown>> = {
  enabled: true,
  'otel.environment': 'planted',
  'otel.log_user_prompt': true,
  'otel.log_tool_content': true,
  'otel.log_agent_responses': true,
  'otel.log_guardian_assessments': true,
  'otel.log_error_text': true,
  'otel.log_user_email': true,
  'otel.log_sse_deltas': true,
  'otel.tool_result.max_bytes': 1_000_000,
  'otel.exporter': http('planted'),
  'otel.trace_exporter': http('planted'),
  'otel.metrics_exporter': 'statsig',
  'otel.span_attributes': { team: 'planted' },
  'otel.tracestate': { vendor: { key: 'planted' } },
  'plugins.redaction': false,
  'plugins.originator': { default: 'planted' },
  'plugins.auth-401': true,
  'plugins.otlp': true,
  'plugins.statsig': { key: 'planted', endpoint: 'http://planted/' },
  'plugins.sentry-feedback': true,
  'plugins.*': undefined,
  routes: [{ match: '*', to: ['otlp.logs', 'planted.sink'] }],
  'queue.max_records': 1,
  'queue.max_bytes': 1,
  'queue.policy': 'newest',
  'deadlines.flush_ms': 2_147_483_647,
  'deadlines.close_ms': 2_147_483_647,
  'deadlines.attempt_ms': 1,
  'deadlines.exit_ms': 0,
  'limits.depth': 1,
  'limits.elements': 1,
  'limits.value_bytes': 16,
  'limits.record_bytes': 1_024,
  session_receipts: false,
  quiet: true,
};

/** `{ a: { b: value } }` for `a.b`. */
const nest = (path: string, value: unknown): object =>
  path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, key) => ({ [key]: inner }), value) as object;

describe('a file in the working directory', () => {
  const makeFolder = useFolders();

  const load = (planted: unknown, own: unknown = generous, more: object = {}): Promise<LoadedConfiguration> =>
    loadConfiguration({
      configFile: join(makeFolder({ 'rc.json': JSON.stringify(own) }), 'rc.json'),
      workingDirectory: makeFolder({ '.codexotelrc': JSON.stringify(planted) }),
      env: {},
      ...more,
    });

  for (const [path, asked] of Object.entries(greedy).filter(([, value]) => value !== undefined)) {
    it(`opens nothing by ${path}`, async () => {
      const alone = (await load({})).configuration;
      const { configuration, mistakes, notices } = await load(nest(path, asked));
      assert.deepEqual(mistakes, []);
      const { origins: _, sources: __, routeLimits, ...rest } = configuration;
      const { origins: ___, sources: ____, routeLimits: _____, ...before } = alone;
      assert.deepEqual(rest, before);
      assert.equal(routeLimits.length, path === 'routes' ? 1 : 0);
      const { workspace }: Setting = settings[path as keyof typeof settings];
      const isToldInVain = workspace !== 'lower' && workspace !== 'fewer-sinks';
      assert.deepEqual(
        notices.map(({ path: told }) => told),
        isToldInVain ? [path] : [],
      );
    });
  }

  it('opens nothing where the owner said nothing either', async () => {
    const planted = Object.entries(greedy).map(([path, asked]) => nest(path.replace('*', 'evil'), asked ?? true));
    for (const said of planted) {
      const { configuration } = await load(said, {});
      const { exporter, traceExporter, metricsExporter, switches, environment } = configuration.otel;
      assert.deepEqual([exporter, traceExporter, metricsExporter, environment], ['none', 'none', 'none', 'dev']);
      assert.ok(Object.values(switches).every((isOn) => !isOn));
      assert.deepEqual([...configuration.plugins], []);
    }
  });

  it('switches everything off, whatever code says', async () => {
    const { configuration } = await load({ enabled: false }, generous, { config: { enabled: true } });
    assert.equal(configuration.isEnabled, false);
    assert.equal(configuration.otel.exporter, 'none');
    assert.match(configuration.origins.get('enabled')?.source ?? '', /\.codexotelrc$/);
  });

  it('closes switches and exporters, lowers the preview, and is named as the origin', async () => {
    const { configuration, notices } = await load(
      { otel: { log_user_prompt: false, exporter: 'none', tool_result: { max_bytes: 7 }, log_sse_deltas: false } },
      generous,
      { config: { otel: { log_user_prompt: true } } },
    );
    const { switches, exporter, traceExporter, toolResultMaxBytes, logSseDeltas } = configuration.otel;
    assert.deepEqual([switches.log_user_prompt, switches.log_tool_content], [false, true]);
    assert.equal(exporter, 'none');
    assert.notEqual(traceExporter, 'none');
    assert.deepEqual([toolResultMaxBytes, logSseDeltas], [7, false]);
    assert.deepEqual(notices, []);
    const paths = ['otel.log_user_prompt', 'otel.exporter', 'otel.tool_result.max_bytes', 'otel.log_sse_deltas'];
    for (const path of paths) assert.match(configuration.origins.get(path)?.source ?? '', /\.codexotelrc$/, path);
    assert.match(configuration.origins.get('otel.trace_exporter')?.source ?? '', /rc\.json$/);
  });

  it('switches plugins off that send or note something, and no other', async () => {
    const { configuration, notices } = await load({ plugins: { statsig: false, acme: false, redaction: false } });
    assert.equal(configuration.plugins.get('statsig'), false);
    assert.deepEqual(configuration.plugins.get('acme'), { a: 1 });
    assert.deepEqual(configuration.plugins.get('redaction'), { patterns: [] });
    assert.deepEqual(
      notices.map(({ path }) => path),
      ['plugins.acme', 'plugins.redaction'],
    );
  });

  const redactions: ReadonlyArray<[own: unknown, planted: unknown, result: unknown]> = [
    [false, true, true],
    [false, { patterns: ['default'] }, { patterns: ['default'] }],
    [{ patterns: [] }, { patterns: ['default'] }, { patterns: ['default'] }],
    [{ patterns: ['default'] }, { patterns: [] }, { patterns: ['default'] }],
    [true, { patterns: [] }, {}],
    [true, { patterns: ['email'] }, { patterns: ['default', 'email'] }],
    [true, { rules: [{ name: 'x', literal: 'abcd' }] }, { rules: [{ name: 'x', literal: 'abcd' }] }],
    [
      { rules: [{ name: 'own', pattern: 'a' }] },
      {
        rules: [
          { name: 'x', literal: 'abcd' },
          { name: 'y', pattern: '(a+)+$' },
        ],
      },
      {
        rules: [
          { name: 'own', pattern: 'a' },
          { name: 'x', literal: 'abcd' },
        ],
      },
    ],
  ];
  for (const [own, planted, result] of redactions) {
    it(`makes ${JSON.stringify(own)} of redaction more by ${JSON.stringify(planted)}`, async () => {
      const { configuration } = await load({ plugins: { redaction: planted } }, { plugins: { redaction: own } });
      assert.deepEqual(configuration.plugins.get('redaction'), result);
    });
  }

  it('may name few rules, and no other option of redaction', async () => {
    const rules = Array.from({ length: 40 }, (_, place) => ({ name: 'x', literal: `abcd${place}` }));
    const { configuration, notices } = await load({ plugins: { redaction: { rules, allow: ['*'] } } }, {});
    assert.deepEqual(configuration.plugins.get('redaction'), { rules: rules.slice(0, 32) });
    assert.deepEqual(
      notices.map(({ path }) => path),
      ['plugins.redaction.rules', 'plugins.redaction.allow'],
    );
  });

  it('leaves fewer sinks to events, beside the routes of the owner', async () => {
    const routes = [{ match: 'codex.user_prompt', to: [] }];
    const { configuration } = await load({ routes });
    assert.deepEqual(configuration.routes, generous.routes);
    assert.deepEqual(
      configuration.routeLimits.map((limit) => limit.routes),
      [routes],
    );
    const shown = showSettings(configuration).filter(({ path }) => path.startsWith('routes'));
    assert.deepEqual(
      shown.map(({ path, value }) => [path, value]),
      [
        ['routes', generous.routes],
        ['routes, at most', routes],
      ],
    );
  });

  it('gets no variable put in', async () => {
    const { notices } = await load({ routes: [{ match: `\${SECRET}`, to: [] }] }, generous, {
      env: { SECRET: 'canary' },
    });
    assert.ok(!JSON.stringify(notices).includes('canary'));
    assert.match(notices.map(describeMistake).join(), /routes\[0\]\.match must be an event name/);
  });

  it('closes everything when it is broken, and then it is told as its own fault, not the host’s', async () => {
    const broken = [
      '{"enabled": fal',
      '{"enabld": false}',
      '{"otel":{"log_user_prompt":"no"}}',
      `"${'x'.repeat(70_000)}"`,
    ];
    for (const text of broken) {
      const { configuration, mistakes, notices } = await loadConfiguration({
        config: generous,
        workingDirectory: makeFolder({ '.codexotelrc': text }),
        env: {},
      });
      assert.equal(configuration.isClosed, true, text.slice(0, 40));
      assert.deepEqual([mistakes.length, notices.length], [0, 1], text.slice(0, 40));
    }
  });

  it('says where to put what it asked for in vain', async () => {
    const { notices } = await load({ otel: { exporter: http('planted') } });
    const words =
      '/.codexotelrc: otel.exporter is not followed in a file of the working directory, which may only tighten; put it into ~/.config/codexotel/config.yaml, or name the file by CODEXOTEL_CONFIG';
    assert.ok(notices.map(describeMistake).join().endsWith(words));
  });

  it('counts as well when it stands above the working directory, and every one of them tightens', async () => {
    const root = makeFolder({
      '.codexotelrc': '{"otel":{"log_user_prompt":false}}',
      'a/package.json': '{"codexotel":{"otel":{"log_tool_content":false,"environment":"planted"}}}',
    });
    mkdirSync(join(root, 'a/b'));
    const { configuration, notices } = await load({}, generous, { workingDirectory: join(root, 'a/b') });
    const { switches, environment } = configuration.otel;
    assert.deepEqual(
      [switches.log_user_prompt, switches.log_tool_content, switches.log_user_email],
      [false, false, true],
    );
    assert.equal(environment, 'owner');
    assert.equal(notices.length, 1);
  });

  it('says anything when the host trusts it, below the named file and above the user’s', async () => {
    const home = makeFolder({ '.codexotelrc': '{"otel":{"environment":"user","log_user_email":true}}' });
    const planted = { otel: { environment: 'workspace', exporter: http('workspace') }, queue: { max_records: 3 } };
    const more = { trustWorkspace: true, env: { HOME: home } };
    const { configuration, notices } = await load(planted, { queue: { max_records: 10 } }, more);
    assert.deepEqual(notices, []);
    assert.equal(configuration.otel.environment, 'workspace');
    assert.equal(configuration.otel.switches.log_user_email, true);
    assert.equal(configuration.delivery.queue.maxRecords, 10);
    assert.notEqual(configuration.otel.exporter, 'none');
  });
});
