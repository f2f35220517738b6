/** Generated configurations, nearly right: the JSON Schema and the check at run time say yes or no together. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLayer } from '../../core/config/layer.js';
import { complaintsOf } from './editor.js';

/** Rules that a JSON Schema cannot hold; see the cases by name in json-schema.test.ts. */
const beyondASchema = /stands there twice|codexotel sets itself|characters together/;

const texts = fc.constantFrom(
  ...[
    '',
    ' ',
    'a',
    'none',
    'statsig',
    'binary',
    'json',
    'oldest',
    'newest',
    'http://c',
    'HTTPS://c/v1?x=y',
    'http://a:b@c',
  ],
  ...[
    'http:/c',
    'localhost:4317',
    'a b',
    'a\nb',
    'é',
    '\u0000',
    'codex.*',
    'a*b',
    'otlp.logs',
    'Otlp.logs',
    'x'.repeat(300),
  ],
  ...[`\${NONE:-json}`, `\${NONE:-x}y`, `$\${`, `\${`, `\${a-b}`, `$$\${NONE:-z}`, '$', '$$'],
);
const leaves = fc.oneof(
  texts,
  fc.boolean(),
  fc.constantFrom<unknown>(null, 0, 1, -1, 0.5, 2_048, 2 ** 31 - 1, 2 ** 31, 1e300, [], {}, ['a'], [[]]),
);
const names = fc.constantFrom(
  'a',
  'A',
  'x-a',
  'X-A',
  'grpc-x',
  'a-bin',
  '',
  ' ',
  'a b',
  'é',
  'content-type',
  'a@b',
  'k_1',
  '$schema',
);
const mappings = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(names, texts, { maxKeys: 3 }) },
  { weight: 1, arbitrary: leaves },
);
/** A few of these keys. */
const some = (keys: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .subarray(Object.keys(keys), { maxLength: 2 })
        .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, keys[name] ?? leaves])))),
    },
    { weight: 1, arbitrary: leaves },
  );
/** Mostly one that is right. */
const mostly = (right: unknown, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: other });

const tls = some({ 'ca-certificate': texts, 'client-certificate': texts, 'client-private-key': texts, ca: texts });
const parts = { endpoint: mostly('http://c', texts), headers: mappings, tls };
const required = { requiredKeys: ['endpoint' as const] };
const exporter = fc.oneof(
  texts,
  leaves,
  fc.record({ 'otlp-http': fc.record({ ...parts, protocol: mostly('json', texts) }, required) }),
  fc.record({ 'otlp-grpc': fc.record(parts, required) }),
  some({ 'otlp-http': some(parts), 'otlp-grpc': some(parts), protocol: texts }),
);
const otel = some({
  environment: leaves,
  log_user_prompt: leaves,
  // With nothing behind it, the run-time check takes it for absent; an editor still shows the word as unknown.
  logUserPrompt: fc.boolean(),
  tool_result: fc.oneof(leaves, fc.record({ max_bytes: leaves })),
  exporter,
  trace_exporter: exporter,
  metrics_exporter: exporter,
  span_attributes: mappings,
  tracestate: fc.oneof(leaves, fc.dictionary(names, mappings, { maxKeys: 3 })),
});
const routes = fc.oneof(
  leaves,
  fc.array(some({ match: texts, to: fc.oneof(texts, fc.array(texts, { maxLength: 2 })) }), { maxLength: 2 }),
);
const file = some({
  $schema: texts,
  enabled: leaves,
  otel,
  routes,
  plugins: fc.oneof(leaves, fc.dictionary(fc.constantFrom('acme', 'a-b', 'Acme', 'a_b', ''), leaves, { maxKeys: 2 })),
  queue: some({ max_records: leaves, max_bytes: leaves, policy: texts, size: fc.nat() }),
  deadlines: some({ flush_ms: leaves, close_ms: leaves }),
});

describe('any configuration, nearly right,', () => {
  it('is accepted by the JSON Schema and the run-time check, or by neither', () => {
    let accepted = 0;
    const property = fc.property(file, (said) => {
      // A whole file may be empty; for an editor there is then nothing to look at.
      fc.pre(said !== null);
      const { mistakes } = readLayer({ source: 'rc', said, folder: '/', env: {} });
      // What a variable makes of a text, only the run-time check can know.
      const isOpen = /\$\{NONE|\$\$\{/.test(JSON.stringify(said));
      const refused = isOpen ? [] : mistakes.filter(({ expectation }) => !beyondASchema.test(expectation));
      const complaints = complaintsOf(said);
      if (mistakes.length === 0) accepted += 1;
      if (mistakes.length === 0) assert.deepEqual(complaints, []);
      else if (refused.length > 0) assert.notDeepEqual(complaints, [], JSON.stringify(mistakes));
    });
    fc.assert(property, { numRuns: 3_000 });
    assert.ok(accepted > 100, `only ${accepted} were right`);
  });
});
