import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../../core/config/defaults.js';
import { loadConfiguration } from '../../core/config/load.js';
import { settings } from '../../core/config/settings.js';
import { start } from '../../index.js';
import { type JsonNode, keysOf } from '../../scripts/generate/json-node.js';
import { makeJsonSchema } from '../../scripts/generate/json-schema.js';
import { complaintsOf, complaintsOfText } from './editor.js';
import { useFolders } from './folders.js';
import { typicalMistakes } from './typical-mistakes.js';

/** What only the check at run time can know; an editor shows such a file as sound. */
const beyondASchema: ReadonlyArray<[rule: string, text: string]> = [
  ['a variable that is not set', `otel: { environment: "\${UNSET}" }`],
  ['a text that a variable makes wrong', `otel: { exporter: { otlp-grpc: { endpoint: "\${UNSET:-not a URL}" } } }`],
  ['a URL that only a parser refuses', 'otel: { exporter: { otlp-grpc: { endpoint: "http://c:99999" } } }'],
  ['a password without a user in a URL', 'otel: { exporter: { otlp-grpc: { endpoint: "http://:canary@c" } } }'],
  ['a header twice, in another case', http('X-A: a, x-a: b')],
  ['a header that codexotel sets itself', http('Content-Type: text/plain')],
  ['a member of tracestate longer than the whole may be', `otel: { tracestate: { v: { k: ${'x'.repeat(300)} } } }`],
  ['a plugin that nobody offers', 'plugins: { acme: true }'],
];

function http(headers: string): string {
  return `otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: binary, headers: { ${headers} } } } }`;
}

const sound: ReadonlyArray<[what: string, text: string]> = [
  ['an empty file', '{}'],
  ['a schema that is named', '$schema: ./schema.json\notel: { environment: staging }'],
  [
    'keys with nothing behind them',
    'enabled:\notel: { exporter:, log_user_prompt: }\nplugins:\nroutes:\nqueue: { policy: }',
  ],
  ['each exporter by its name', 'otel: { exporter: none, trace_exporter: none, metrics_exporter: statsig }'],
  [
    'gRPC with everything',
    'otel: { trace_exporter: { otlp-grpc: { endpoint: "HTTPS://c:4317", headers: { X_y.z: a b }, tls: { ca-certificate: ca.pem, client-certificate: c.pem, client-private-key: k.pem } } } }',
  ],
  [
    'HTTP with empty parts',
    'otel: { exporter: { otlp-http: { endpoint: "http://c/?a=b", protocol: json, headers:, tls: } } }',
  ],
  [
    'variables with defaults in every text',
    `otel: { environment: "\${E:-dev}", exporter: "\${X:-none}", trace_exporter: { otlp-http: { endpoint: "\${S:-http}://c", protocol: "\${P:-json}", headers: { a: "Bearer \${T:-x}" } } } }\nroutes: [ { match: "\${M:-a.*}", to: [ "\${N:-otlp.logs}" ] } ]\nqueue: { policy: "\${Q:-newest}" }`,
  ],
  [`a literal \${`, `otel: { environment: "$\${x and $$\${ and $ and $$" }`],
  ['an @ behind the host', 'otel: { exporter: { otlp-http: { endpoint: "http://c/a:b@d", protocol: json } } }'],
  ['attributes and members', 'otel: { span_attributes: { "a b": "" }, tracestate: { ten@ant: { k: "v w" } } }'],
  [
    'all plugins',
    'plugins: { redaction: { patterns: [] }, originator: { default: me }, auth-401: {}, otlp: true, statsig: { key: k, endpoint: "https://c/", drop: [a] }, sentry-feedback: false }',
  ],
  [
    'routes, queue and deadlines',
    'routes: [ { match: "*", to: [] } ]\nqueue: { max_records: 1, max_bytes: 1, policy: oldest }\ndeadlines: { flush_ms: 1, close_ms: 1, attempt_ms: 1 }',
  ],
];

const unsound: ReadonlyArray<[what: string, text: string]> = [
  [
    'both exporters',
    'otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: json }, otlp-grpc: { endpoint: "http://c" } } }',
  ],
  ['no exporter', 'otel: { exporter: {} }'],
  ['a protocol for gRPC', 'otel: { exporter: { otlp-grpc: { endpoint: "http://c", protocol: json } } }'],
  [`an unclosed \${`, `otel: { environment: "\${NAME" }`],
  [`an unclosed \${ where any text may stand`, `plugins: { statsig: { drop: [ "\${" ] } }`],
  ['a control character in a header', http('x-a: "a\\nb"')],
  ['a header name with a space', http('"x a": b')],
  ['a reserved name of gRPC', 'otel: { exporter: { otlp-grpc: { endpoint: "http://c", headers: { GRPC-a: b } } } }'],
  ['a binary header of gRPC', 'otel: { exporter: { otlp-grpc: { endpoint: "http://c", headers: { a-Bin: b } } } }'],
  [
    'a key without its certificate',
    'otel: { exporter: { otlp-grpc: { endpoint: "http://c", tls: { client-private-key: k } } } }',
  ],
  ['an empty path', 'otel: { exporter: { otlp-grpc: { endpoint: "http://c", tls: { ca-certificate: "" } } } }'],
  ['an empty environment', 'otel: { environment: "  " }'],
  ['nothing where options may be empty but not absent', 'otel: { tool_result: { max_bytes: } }'],
  ['an attribute without a name', 'otel: { span_attributes: { " ": a } }'],
  ['a member in capitals', 'otel: { tracestate: { Vendor: { k: v } } }'],
  [
    'too many members',
    `otel: { tracestate: { ${Array.from({ length: 33 }, (_, i) => `m${i}: { k: v }`).join(', ')} } }`,
  ],
  ['a number too large', 'deadlines: { flush_ms: 2147483648 }'],
  ['a list where a mapping is meant', 'queue: []'],
  ['a plugin in camel case', 'plugins: { authRecovery: true }'],
  ['a set of patterns that nobody knows', 'plugins: { redaction: { patterns: [ all ] } }'],
  ['an option that nobody knows', 'plugins: { redaction: { pattern: [] } }'],
  ['an unknown option of a plugin', 'plugins: { sentry-feedback: { dns: x } }'],
  ['a key of Statsig with a space', 'otel: { metrics_exporter: statsig }\nplugins: { statsig: { key: "a b" } }'],
  ['a wildcard in the middle', 'routes: [ { match: "a*b", to: [] } ]'],
  ['a sink without a plugin', 'routes: [ { match: "*", to: [ logs ] } ]'],
  ['a number as the path of the schema', '$schema: 5'],
];

/** What the texts name: no schema sees whether it is there. */
const certificates = Object.fromEntries(
  Object.entries({ 'ca.pem': 'authority', 'c.pem': 'client-cert', 'k.pem': 'client-key' }).map(([name, fixture]) => [
    name,
    readFileSync(new URL(`../../../test/fixtures/tls/${fixture}.pem`, import.meta.url), 'utf8'),
  ]),
);

describe('the JSON Schema for editors', () => {
  const makeFolder = useFolders();

  /** What the bus has to say of a file, plugins and their options included. */
  async function mistakesOf(text: string): Promise<string[]> {
    const configFile = join(makeFolder({ 'rc.yaml': text, ...certificates }), 'rc.yaml');
    const bus = start({ configFile, env: {}, strict: true });
    await bus.ready.catch(() => undefined);
    const { mistakes } = bus.describe();
    await bus.close(0);
    return mistakes.map(({ path, expectation }) => `${path} ${expectation}`);
  }

  it('accepts the example', async () => {
    const example = readFileSync(new URL('../../../.codexotelrc.example', import.meta.url), 'utf8');
    assert.deepEqual(await complaintsOfText(example), []);
  });

  for (const [what, text] of sound) {
    it(`accepts, as the run-time check does: ${what}`, async () => {
      assert.deepEqual(await complaintsOfText(text), []);
      assert.deepEqual(await mistakesOf(text), []);
    });
  }

  for (const [what, text] of [...typicalMistakes, ...unsound]) {
    if (beyondASchema.some(([rule]) => rule === what)) continue;
    it(`refuses, as the run-time check does: ${what}`, async () => {
      assert.notDeepEqual(await complaintsOfText(text), []);
      assert.notDeepEqual(await mistakesOf(text), []);
    });
  }

  for (const [rule, text] of beyondASchema) {
    it(`leaves to the run-time check: ${rule}`, async () => {
      assert.deepEqual(await complaintsOfText(text), []);
      assert.notDeepEqual(await mistakesOf(text), []);
    });
  }
});

describe('the key $schema', () => {
  const makeFolder = useFolders();

  it('says nothing to the bus, in no format', async () => {
    const files = { 'a.yaml': '$schema: any text', 'b.json': '{ "$schema": "s" }', 'c.toml': '"$schema" = "s"' };
    const folder = makeFolder(files);
    for (const name of Object.keys(files)) {
      const { configuration, mistakes } = await loadConfiguration({ configFile: join(folder, name), env: {} });
      assert.deepEqual(mistakes, []);
      assert.deepEqual({ ...configuration, sources: [] }, defaults);
    }
  });
});

describe('the JSON Schema shows', () => {
  const root: JsonNode = makeJsonSchema();
  const nodeAt = (path: string): JsonNode | undefined =>
    path.split('.').reduce<JsonNode | undefined>((node, key) => node && new Map(keysOf(node)).get(key), root);

  it('a description and the default of every setting', () => {
    for (const [path, { does }] of Object.entries(settings)) {
      if (path === 'plugins.*') continue;
      const node = nodeAt(path);
      assert.equal(node?.description, does, path);
      assert.ok('default' in node, path);
    }
    assert.equal(nodeAt('queue.max_bytes')?.default, 33_554_432);
    assert.deepEqual(nodeAt('otel.tracestate')?.default, {});
  });

  it('a description of every other key', () => {
    const walk = (node: JsonNode, path: string): void => {
      for (const [key, inner] of keysOf(node)) {
        assert.match(inner.description ?? '', /^.{10,}\.$/, `${path}.${key}`);
        walk(inner, `${path}.${key}`);
      }
    };
    walk(root, '');
  });

  it('no setting that the table does not know', () => {
    const tables = ['otel', 'queue', 'deadlines'];
    const shown = keysOf(root).flatMap(([key, inner]) =>
      tables.includes(key) ? keysOf(inner).map(([name]) => `${key}.${name}`) : [key],
    );
    const known = Object.keys(settings);
    const unknown = shown.filter((path) => !known.some((name) => name === path || name.startsWith(`${path}.`)));
    assert.deepEqual(unknown, ['$schema']);
  });

  it('the words of the run-time check where a text does not match', () => {
    const [endpoint] = JSON.stringify(nodeAt('otel.exporter.otlp-http.endpoint')).match(/must be a URL[^"\\]+/) ?? [];
    assert.equal(endpoint, 'must be a URL that begins with http:// or https://; write ');
  });

  it('only patterns that readers in other languages know too', () => {
    const patterns: string[] = [];
    JSON.stringify(root, (key, value) => {
      if (key === 'pattern') patterns.push(value);
      return value;
    });
    assert.ok(patterns.length > 20);
    // taplo, for one, refuses the whole schema because of a single \0 in it.
    assert.deepEqual(
      patterns.filter((pattern) => /\\0|\(\?<|\\p|\\k/.test(pattern) || !new RegExp(pattern, 'u')),
      [],
    );
  });

  it('nothing that was refused by mistake: a file is data of any kind', () => {
    for (const said of [null, 5, 'text', []]) assert.notDeepEqual(complaintsOf(said), []);
  });
});
