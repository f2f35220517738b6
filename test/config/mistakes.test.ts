import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

const http = (more: string): string =>
  `otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: binary, ${more} } } }`;

/** What people get wrong, and what they read then, behind the name of the file. */
const typical: ReadonlyArray<[mistake: string, text: string, message: string]> = [
  ['a letter too few', 'otel: { exporer: none }', 'otel.exporer is not a known key; write exporter'],
  ['camel case', 'otel: { logUserPrompt: true }', 'otel.logUserPrompt is not a known key; write log_user_prompt'],
  [
    'a key of another program',
    'sampler: always',
    'sampler is not a known key; known here are enabled, otel, plugins, routes, queue, deadlines',
  ],
  ['otel forgotten', 'metrics_exporter: none', 'metrics_exporter is not a known key; move it below otel:'],
  [
    'yes for true',
    'otel: { log_user_prompt: yes }',
    'otel.log_user_prompt must be true or false; write one of them, without quotes',
  ],
  [
    'no protocol',
    'otel: { exporter: { otlp-http: { endpoint: "http://c/" } } }',
    'otel.exporter.otlp-http.protocol must be "binary" or "json"; write protocol: binary',
  ],
  [
    'another word for binary',
    'otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: protobuf } } }',
    'otel.exporter.otlp-http.protocol must be "binary" or "json"; write protocol: binary',
  ],
  [
    'an address without a scheme',
    'otel: { trace_exporter: { otlp-grpc: { endpoint: "localhost:4317" } } }',
    'otel.trace_exporter.otlp-grpc.endpoint must be a URL that begins with http:// or https://; write "http://localhost:4317"',
  ],
  [
    'no endpoint',
    'otel: { trace_exporter: { otlp-http: { protocol: json } } }',
    'otel.trace_exporter.otlp-http.endpoint is missing; write endpoint: "http://localhost:4318/v1/traces"',
  ],
  [
    'a password in the URL',
    'otel: { trace_exporter: { otlp-grpc: { endpoint: "http://me:canary@c" } } }',
    'otel.trace_exporter.otlp-grpc.endpoint must not hold a user name or a password; put them into headers, as authorization',
  ],
  [
    'the bare name of an exporter',
    'otel: { exporter: otlp-http }',
    'otel.exporter must be none, or a mapping with otlp-http or otlp-grpc; write none, or { otlp-http: { endpoint: "http://localhost:4318/v1/logs", protocol: binary } }',
  ],
  [
    'statsig for logs',
    'otel: { exporter: statsig }',
    'otel.exporter must not be statsig, which carries metrics only; write none, and statsig for metrics_exporter',
  ],
  [
    'a variable that is not set',
    http(`headers: { authorization: "Bearer \${OTLP_TOKEN}" }`),
    `otel.exporter.otlp-http.headers.authorization needs the variable OTLP_TOKEN, which is not set; set OTLP_TOKEN, or write \${OTLP_TOKEN:-default}`,
  ],
  [
    'a number as a header',
    http('headers: { x-tenant: 7 }'),
    'otel.exporter.otlp-http.headers.x-tenant must be text; put it in quotes',
  ],
  [
    'an empty header',
    http('headers: { x-tenant: "" }'),
    'otel.exporter.otlp-http.headers.x-tenant must not be empty; give it a value, or remove it',
  ],
  [
    'a certificate without its key',
    http('tls: { client-certificate: c.pem }'),
    'otel.exporter.otlp-http.tls must name client-certificate and client-private-key together; add the other one, or remove both',
  ],
  [
    'one sink instead of a list',
    'routes: [ { match: codex.user_prompt, to: otlp.logs } ]',
    'routes[0].to must be a list of sinks; write to: [otlp.logs]',
  ],
  [
    'a route without match',
    'routes: [ { to: [] } ]',
    'routes[0].match must be an event name, or a beginning of one followed by *; write match: "codex.sse_event"',
  ],
  [
    'a plugin without a setting',
    'plugins: { originator: }',
    'plugins.originator must be true, false or a mapping of options; write true',
  ],
  [
    'a size with a unit',
    'queue: { max_bytes: 32MB }',
    'queue.max_bytes must be a whole number of bytes from 1 to 9007199254740991; write 33554432',
  ],
  [
    'seconds as a fraction',
    'deadlines: { flush_ms: 0.5 }',
    'deadlines.flush_ms must be a whole number of milliseconds from 1 to 2147483647; write 2000',
  ],
];

describe('a typical mistake', () => {
  const makeFolder = useFolders();

  for (const [mistake, text, message] of typical) {
    it(`is told with its place and its cure: ${mistake}`, async () => {
      const configFile = join(makeFolder({ '.codexotelrc': text }), '.codexotelrc');
      const { configuration, mistakes } = await loadConfiguration({ configFile, env: {} });
      assert.deepEqual(mistakes.map(describeMistake), [`${configFile}: ${message}`]);
      assert.equal(configuration.otel.exporter, 'none');
    });
  }

  it('is told together with all others', async () => {
    const text =
      'enabld: true\notel: { environment: 5, exporter: { otlp-http: { endpiont: "x", protocol: 1, headers: [] } } }\nroutes: [ 1, { match: "", to: [ 2 ] } ]';
    const configFile = join(makeFolder({ rc: text }), 'rc');
    const { mistakes } = await loadConfiguration({ configFile, env: {} });
    assert.deepEqual(mistakes.map(({ path }) => path).sort(), [
      'enabld',
      'otel.environment',
      'otel.exporter.otlp-http.endpiont',
      'otel.exporter.otlp-http.endpoint',
      'otel.exporter.otlp-http.headers',
      'otel.exporter.otlp-http.protocol',
      'routes[0]',
      'routes[1].match',
      'routes[1].to[0]',
    ]);
  });

  it('in code names code as its source, and wants absolute TLS paths there', async () => {
    const config = {
      otel: { exporter: { 'otlp-grpc': { endpoint: 'https://c', tls: { 'ca-certificate': 'ca.pem' } } } },
    };
    const { mistakes } = await loadConfiguration({ config, env: {} });
    assert.deepEqual(mistakes.map(describeMistake), [
      'code: otel.exporter.otlp-grpc.tls.ca-certificate must be an absolute path when it comes from code; resolve it first',
    ]);
  });
});
