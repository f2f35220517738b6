/** What people get wrong in a file, as a table: the messages are told by the run-time check, and the JSON Schema refuses the same. */

const http = (more: string): string =>
  `otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: binary, ${more} } } }`;

/** What people write, and what they read then, behind the name of the file. */
export const typicalMistakes: ReadonlyArray<[mistake: string, text: string, message: string]> = [
  ['a letter too few', 'otel: { exporer: none }', 'otel.exporer is not a known key; write exporter'],
  ['camel case', 'otel: { logUserPrompt: true }', 'otel.logUserPrompt is not a known key; write log_user_prompt'],
  [
    'a key of another program',
    'sampler: always',
    'sampler is not a known key; known here are enabled, otel, plugins, routes, queue, deadlines, limits, session_receipts, quiet',
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
    'otel.exporter must be none, or a mapping with otlp-http or otlp-grpc; write none, or { "otlp-http": { "endpoint": "http://localhost:4318/v1/logs", "protocol": "binary" } }',
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
  [
    'a line break in a header',
    http('headers: { x-tenant: "a\\r\\nx-evil: b" }'),
    'otel.exporter.otlp-http.headers.x-tenant must be one line of printable characters; take out line breaks and control characters, here or in its variable',
  ],
  [
    'a header twice, in another case',
    http('headers: { X-Tenant: a, x-tenant: b }'),
    'otel.exporter.otlp-http.headers.x-tenant stands there twice, in another case; keep one of them',
  ],
  [
    'a header that codexotel sets itself',
    http('headers: { Content-Type: text/plain }'),
    'otel.exporter.otlp-http.headers.Content-Type is a header that codexotel sets itself; remove it',
  ],
  [
    'headers as one text',
    http('headers: "x-tenant=a"'),
    'otel.exporter.otlp-http.headers must be a mapping of header names to texts; write { x-name: "value" }',
  ],
  [
    'a key that its certificate lacks',
    http('tls: { client-private-key: k.pem }'),
    'otel.exporter.otlp-http.tls must name client-certificate and client-private-key together; add the other one, or remove both',
  ],
  [
    'a protocol for gRPC',
    'otel: { trace_exporter: { otlp-grpc: { endpoint: "http://c:4317", protocol: binary } } }',
    'otel.trace_exporter.otlp-grpc.protocol is not a known key; remove it, gRPC has one protocol only',
  ],
  [
    'two exporters for one signal',
    'otel: { exporter: { otlp-http: { endpoint: "http://c/", protocol: json }, otlp-grpc: { endpoint: "http://c" } } }',
    'otel.exporter must name one of otlp-http and otlp-grpc; remove the other one',
  ],
  [
    'an exporter without its kind',
    'otel: { exporter: { endpoint: "http://c/" } }',
    'otel.exporter.endpoint is not a known key; move it below otlp-http: or otlp-grpc:',
  ],
  [
    'an underscore for a hyphen',
    'otel: { exporter: { otlp_http: { endpoint: "http://c/", protocol: json } } }',
    'otel.exporter.otlp_http is not a known key; write otlp-http',
  ],
  [
    'a variable that is not closed',
    http(`headers: { authorization: "Bearer \${OTLP_TOKEN" }`),
    `otel.exporter.otlp-http.headers.authorization holds a \${ that is neither \${NAME} nor \${NAME:-default}; close it with }, name it with letters, digits and _, or write $\${ for the two characters themselves`,
  ],
  [
    'an import of another file',
    '$import: ./other.yaml',
    '$import is not a known key; known here are enabled, otel, plugins, routes, queue, deadlines, limits, session_receipts, quiet',
  ],
  ['no for false', 'enabled: no', 'enabled must be true or false; write one of them, without quotes'],
  [
    'a list of plugins',
    'plugins: [ redaction ]',
    'plugins must be a mapping of plugin names; write { redaction: true }',
  ],
  [
    'a plugin in camel case',
    'plugins: { sentryFeedback: true }',
    'plugins.sentryFeedback is not a plugin name; write sentry-feedback',
  ],
  [
    'a pattern as a route',
    'routes: [ { match: "codex.(a|b)", to: [] } ]',
    'routes[0].match must be an event name, or a beginning of one followed by *; write match: "codex.sse_event"',
  ],
  [
    'a sink without its plugin',
    'routes: [ { match: "*", to: [ logs ] } ]',
    'routes[0].to[0] must be a sink, written as plugin.name; write otlp.logs',
  ],
  [
    'another word for oldest',
    'queue: { policy: drop_oldest }',
    'queue.policy must be "oldest" or "newest", what gives way when the queue is full; write oldest',
  ],
  [
    'a number as an attribute',
    'otel: { span_attributes: { team: 5 } }',
    'otel.span_attributes.team must be text; put it in quotes',
  ],
];
