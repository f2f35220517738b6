/** Any configuration at all, from anywhere: the host never meets an exception, and no message repeats a secret. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { settings } from '../../core/config/settings.js';
import { type Config, start } from '../../index.js';
import { useFolders } from './folders.js';

const runs = 50_000;

/** Stands in every variable and every header: shown nowhere. */
const canary = 'canary4711';
/** Stands anywhere else: no message repeats it, and only the owner's own list of settings shows it. */
const literal = 'literal0815';

const keys = [
  ...new Set(Object.keys(settings).flatMap((path) => path.split('.'))),
  ...[
    '$schema',
    'otlp-http',
    'otlp-grpc',
    'endpoint',
    'headers',
    'protocol',
    'tls',
    'ca-certificate',
    'client-certificate',
  ],
  ...['headers_from', 'file', 'refresh', 'compression', 'timeout_ms', 'proxy'],
  ...['client-private-key', 'patterns', 'rules', 'name', 'pattern', 'literal', 'key', 'default', 'match', 'to', 'acme'],
  ...['__proto__', 'constructor', 'toString', '', 'exporer', 'logUserPrompt', '$import'],
];

const words = fc.constantFrom(
  ...[
    'none',
    'statsig',
    'binary',
    'json',
    'oldest',
    'default',
    '*',
    'codex.*',
    'otlp.logs',
    'http://127.0.0.1:9/v1/logs',
  ],
  ...[
    `\${SECRET}`,
    `http://\${SECRET}.test/\${SECRET}`,
    `Bearer \${SECRET}`,
    `\${SECRET:-x}`,
    `$\${SECRET}`,
    `\${UNSET}`,
    `\${`,
    '(((',
  ],
  ...[
    literal,
    `Bearer ${literal}`,
    `${literal}\r\nx-evil: 1`,
    `http://me:${literal}@127.0.0.1/`,
    `http://127.0.0.1/?k=${literal}`,
    '\u0000',
  ],
);

const headerValues = fc.constantFrom(`\${SECRET}`, canary, `Bearer ${canary}`, `${canary}\r\nx-evil: 1`, '', 'x');

const leaves = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 2, arbitrary: fc.boolean() },
  fc.constantFrom<unknown>(null, 0, -1, 1, 2_048, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
  fc.string({ maxLength: 8 }),
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 4 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));

const exporter = fc.oneof(
  fc.constantFrom<unknown>('none', 'statsig'),
  fc.record(
    {
      'otlp-http': fc.record(
        {
          endpoint: words,
          protocol: words,
          headers: fc.dictionary(fc.constantFrom('x-a', 'authorization', 'x y'), headerValues),
          tls: tree,
        },
        { requiredKeys: [] },
      ),
      'otlp-grpc': fc.record(
        { endpoint: words, headers: fc.dictionary(fc.constantFrom('x-a', 'X-A'), headerValues) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  ),
);

/** Nearly right, so that most of the code is reached. */
const likely = fc.record(
  {
    enabled: fc.oneof(fc.boolean(), tree),
    otel: fc.record(
      { environment: words, log_user_prompt: leaves, exporter, metrics_exporter: exporter, tracestate: tree },
      { requiredKeys: [] },
    ),
    plugins: fc.dictionary(
      fc.constantFrom('redaction', 'statsig', 'originator', 'otlp', 'acme', 'auth-401', 'No Name'),
      tree,
    ),
    routes: fc.array(fc.record({ match: words, to: fc.array(words, { maxLength: 2 }) }, { requiredKeys: [] }), {
      maxLength: 2,
    }),
    queue: tree,
  },
  { requiredKeys: [] },
);

const said = fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: tree });

const variables = fc.dictionary(
  fc.constantFrom(
    ...Object.values(settings).flatMap((setting) => ('variable' in setting ? [setting.variable] : [])),
    ...[
      'OTEL_LOGS_EXPORTER',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
    ],
    ...[
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      'OTEL_RESOURCE_ATTRIBUTES',
    ],
    ...['OTEL_SERVICE_NAME', 'CODEXOTEL_DISABLE', 'OTEL_SDK_DISABLED', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
  ),
  fc.constantFrom(
    ...[
      'otlp',
      'none',
      'true',
      'false',
      'grpc',
      'http/json',
      '7',
      canary,
      `x-a=${canary}`,
      `http://${canary}.test:4318`,
    ],
    ...[
      `{"otlp-http":{"endpoint":"http://${canary}.test/","protocol":"json","headers":{"x-a":"${canary}"}}}`,
      `{${canary}`,
    ],
    ...[`a=${canary},b=%zz`, `x-a=${canary}%0d%0a`, `/${canary}.pem`],
  ),
  { maxKeys: 4 },
);

/** A cheap way to tell that no prototype was changed. */
const pristine = JSON.stringify(Reflect.ownKeys(Object.prototype).map(String));

describe('any configuration', () => {
  const makeFolder = useFolders();

  it(`of ${runs} generated ones leaves the host alone, and tells no secret`, async () => {
    const folder = makeFolder({ 'workspace/x': '' });
    const files = ['rc', 'rc.json', 'rc.yaml', 'rc.toml'].map((name) => join(folder, name));
    const workspace = join(folder, 'workspace');
    const stderr: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (chunk: string | Uint8Array) => stderr.push(String(chunk)) > 0;
    try {
      await fc.assert(
        fc.asyncProperty(said, said, variables, fc.integer({ min: 0, max: 11 }), async (first, second, env, way) => {
          const configFile = files[way % files.length] ?? '';
          if (way > 3) writeFileSync(configFile, textOf(second, way));
          writeFileSync(join(workspace, '.codexotelrc'), way % 2 === 0 ? textOf(first, way) : '');
          const bus = start({
            config: way % 3 === 0 ? undefined : (first as Config),
            ...(way > 3 && { configFile }),
            env: { ...env, SECRET: canary },
            workingDirectory: workspace,
          });
          const faults: unknown[] = [];
          bus.on('fault', (fault) => faults.push(fault));
          bus.emit('codex.user_prompt', { prompt: 'x' });
          const { mistakes, notices } = await bus.ready;
          const { settings: held, routes, ...told } = bus.describe();
          const messages = JSON.stringify([mistakes, notices, faults, told]);
          await bus.close(0);
          assert.ok(!(messages + JSON.stringify([held, routes])).includes(canary), JSON.stringify([held, messages]));
          assert.ok(!messages.includes(literal), messages);
        }),
        { numRuns: runs },
      );
    } finally {
      process.stderr.write = write;
    }
    assert.doesNotMatch(stderr.join(''), new RegExp(`${canary}|${literal}`));
    assert.equal(JSON.stringify(Reflect.ownKeys(Object.prototype).map(String)), pristine);
  }).timeout(300_000);
});

/** As text of a file: JSON, which is YAML too, or something broken. */
function textOf(value: unknown, way: number): string {
  const text = JSON.stringify(value) ?? '';
  return way === 11 ? text.slice(0, -1) : text;
}
