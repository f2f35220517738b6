import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

const secret = 'sk-canary-4711';
const env = { TOKEN: secret, LINES: `${secret}\r\nx-evil: 1` };
const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map(
    (name, level, names) =>
      `${name}: &${name} [${Array(10)
        .fill(level === 0 ? secret : `*${names[level - 1]}`)
        .join()}]`,
  )
  .join('\n');
const header = (text: string): string =>
  `otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: json, headers: ${text} } } }`;

/** Hostile or broken files: their name, their content, and all that is said of them behind the name of the file. */
const files: ReadonlyArray<[what: string, name: string, content: string | Uint8Array, messages: readonly string[]]> = [
  [
    'YAML that does not parse',
    'rc',
    `otel: ${secret}\n  b: 1`,
    [' is not valid YAML (line 2, column 4); correct it there'],
  ],
  [
    'an unknown tag',
    'rc',
    `otel: !!js/function "${secret}"`,
    [` is not valid YAML (line 1, column 37); correct it there`],
  ],
  ['JSON that does not parse', 'rc.json', `{\n "otel": ["${secret}", }`, [' is not valid JSON']],
  ['JSON that is cut off', 'rc.json', `{"otel":{"environment":"${secret}`, [' is not valid JSON']],
  ['a list', 'rc', `- ${secret}`, [' must be a mapping of keys; begin with otel:, plugins: or routes:']],
  ['a bare text', 'rc', secret, [' must be a mapping of keys; begin with otel:, plugins: or routes:']],
  ['a bomb of aliases', 'rc', bomb, [' holds more than 10000 values; look for aliases that multiply, and shorten it']],
  [
    'an alias inside itself',
    'rc',
    'otel: &a { exporter: *a }',
    [' is nested deeper than 32 levels; look for an alias inside itself, and flatten it'],
  ],
  [
    'a deep nest in JSON',
    'rc.json',
    `{"plugins":${'{"a":'.repeat(90)}1${'}'.repeat(91)}`,
    [' is nested deeper than 32 levels; look for an alias inside itself, and flatten it'],
  ],
  ['a file of more than 1 MiB', 'rc', `# ${secret.repeat(80_000)}`, [' is larger than 1 MiB; name a smaller file']],
  [
    'bytes that are no UTF-8',
    'rc',
    Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe]),
    [' must be UTF-8 text; save it as UTF-8'],
  ],
  ['NUL in the text', 'rc', `otel: "a\0${secret}"`, [' is not valid YAML (line 1, column 9); correct it there']],
  [
    'a key __proto__',
    'rc.json',
    `{"__proto__":{"isClosed":"${secret}"}}`,
    [': __proto__ is not a known key; remove it'],
  ],
  [
    'a key constructor',
    'rc',
    `otel: { constructor: { prototype: { polluted: ${secret} } } }`,
    [': otel.constructor is not a known key; remove it'],
  ],
  [
    '__proto__ as a header',
    'rc.json',
    '{"otel":{"exporter":{"otlp-http":{"endpoint":"http://c/","protocol":"json","headers":{"__proto__":"x"}}}}}',
    [': otel.exporter.otlp-http.headers.__proto__ is not a known key; remove it'],
  ],
  [
    'an import of a program',
    'rc',
    '$import: ./evil.js',
    [
      ': $import is not a known key; known here are enabled, otel, plugins, routes, queue, deadlines, limits, session_receipts, quiet',
    ],
  ],
  [
    'a line break in a header',
    'rc',
    header(`{ x-a: "${secret}\\r\\nx-evil: 1" }`),
    [
      ': otel.exporter.otlp-http.headers.x-a must be one line of printable characters; take out line breaks and control characters, here or in its variable',
    ],
  ],
  [
    'a line break in a variable',
    'rc',
    header(`{ x-a: "\${LINES}" }`),
    [
      ': otel.exporter.otlp-http.headers.x-a must be one line of printable characters; take out line breaks and control characters, here or in its variable',
    ],
  ],
  [
    'a secret in the place of a header name',
    'rc',
    header(`{ authorization:Bearer ${secret} }`),
    [
      ': otel.exporter.otlp-http.headers.(a key of another form) is not a legal header name; use letters, digits and hyphens',
    ],
  ],
  [
    'a header that frames the message',
    'rc',
    header('{ Content-Length: "5" }'),
    [': otel.exporter.otlp-http.headers.Content-Length is a header that codexotel sets itself; remove it'],
  ],
  [
    'a secret as an endpoint',
    'rc',
    `otel: { exporter: { otlp-grpc: { endpoint: "\${TOKEN}" } } }`,
    [
      ': otel.exporter.otlp-grpc.endpoint must be a URL that begins with http:// or https://; write "http://localhost:4317"',
    ],
  ],
  [
    'a line break in a key',
    'rc',
    `"otel\\nFORGED: ${secret}": 1`,
    [
      ': (a key of another form) is not a known key; known here are enabled, otel, plugins, routes, queue, deadlines, limits, session_receipts, quiet',
    ],
  ],
  [
    'a program',
    'rc.js',
    `throw new Error("${secret}")`,
    [' must be YAML, JSON or TOML; name it .codexotelrc, or let it end in .yaml, .yml, .json or .toml'],
  ],
];

describe('a hostile file', () => {
  const makeFolder = useFolders();

  for (const [what, name, content, messages] of files) {
    it(`is refused with a clear message that holds none of its values: ${what}`, async () => {
      const configFile = join(makeFolder({ [name]: content }), name);
      const { configuration, mistakes } = await loadConfiguration({ configFile, env });
      const told = mistakes.map(describeMistake);
      assert.equal(told.length, messages.length);
      for (const [index, message] of messages.entries())
        assert.ok(told[index]?.startsWith(configFile + message), told[index]);
      assert.ok(!told.join().includes(secret) && !told.join().includes('\n'), told.join());
      assert.equal(configuration.otel.exporter, 'none');
      assert.ok(!Object.hasOwn(Object.prototype, 'polluted') && !('isClosed' in {}));
    });
  }

  it('that is missing, a folder, or no file at all is told by the name of its variable', async () => {
    const folder = makeFolder({});
    mkdirSync(join(folder, 'sub'));
    const tell = async (name: string) =>
      (await loadConfiguration({ env: { CODEXOTEL_CONFIG: name } })).mistakes.map(describeMistake);
    assert.deepEqual(await tell(join(folder, secret)), [
      'CODEXOTEL_CONFIG must name a file that exists; correct the path, or create the file',
    ]);
    assert.deepEqual(await tell(join(folder, 'sub')), [
      'CODEXOTEL_CONFIG must name a regular file; name a file of YAML, JSON or TOML',
    ]);
    assert.deepEqual(await tell('\0'), [
      'CODEXOTEL_CONFIG could not be read (ERR_INVALID_ARG_VALUE); check the path and the permissions of the file',
    ]);
  });

  it('closes everything when it cannot be read, whatever code says', async () => {
    const exporter = { 'otlp-grpc': { endpoint: 'http://c' } };
    const { configuration } = await loadConfiguration({
      config: { otel: { exporter } },
      configFile: '/nowhere/at/all',
      env,
    });
    assert.equal(configuration.isClosed, true);
    assert.equal(configuration.otel.exporter, 'none');
    assert.deepEqual(configuration.sources, ['code', '/nowhere/at/all']);
  });

  it('whose variables are what makes it sound is no mistake, and the value is where it belongs', async () => {
    const configFile = join(makeFolder({ rc: header(`{ authorization: "Bearer \${TOKEN}" }`) }), 'rc');
    const { configuration, mistakes } = await loadConfiguration({ configFile, env });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-http': { endpoint: 'http://c/', protocol: 'json', headers: { authorization: `Bearer ${secret}` } },
    });
  });
});

describe('a hostile configuration in code', () => {
  const circular: Record<string, unknown> = {};
  circular.otel = { exporter: circular };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const throwing = {
    get otel(): unknown {
      throw new Error(secret);
    },
  };
  const values: ReadonlyArray<[what: string, config: unknown]> = [
    ['a text', secret],
    ['a number', 7],
    ['a function', () => secret],
    ['a class instance', new (class Settings {})()],
    ['a circle', circular],
    ['a getter that throws', throwing],
    ['a revoked proxy', revoked.proxy],
    ['a proxy that throws', new Proxy({}, { ownKeys: () => assert.fail(secret) })],
    ['a list with a thousand million holes', { routes: new Array(1_000_000_000) }],
    ['an own key __proto__', JSON.parse(`{"__proto__":{"polluted":"${secret}"}}`)],
  ];
  for (const [what, config] of values) {
    it(`is a mistake in code, never a throw: ${what}`, async () => {
      const { configuration, mistakes } = await loadConfiguration({ config, env: {} });
      assert.equal(mistakes.length, 1);
      assert.equal(mistakes[0]?.source, 'code');
      assert.ok(!JSON.stringify(mistakes).includes(secret));
      assert.equal(configuration.isClosed, true);
    });
  }

  for (const configFile of ['', 7, {}, null]) {
    it(`is a mistake when configFile is ${JSON.stringify(configFile)}`, async () => {
      const request = { env: {}, configFile };
      const { mistakes } = await loadConfiguration(request as { env: object } as { env: Record<string, string> });
      assert.deepEqual(mistakes.map(describeMistake), [
        'code: configFile must be the path of a file; write a path, or leave it out',
      ]);
    });
  }
});
