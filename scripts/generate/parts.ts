/** What stands around and inside of settings, for documentation and editors; settings themselves are told in core/config/settings.ts. */

const secret = `A secret is better written as \`\${NAME}\`.`;

const headersFrom =
  'More headers, out of a file that somebody writes anew: for short-lived tokens. In code it may be a function.';
const headersFile = 'One `name: value` a line. A relative path counts from the folder of the file that names it.';
const headersRefresh =
  'Milliseconds after which it is read again; 60000 where nothing is said. A 401 has it read at once.';
const compression = '`gzip` or `none`, which holds where nothing is said.';
const timeoutMs = 'Milliseconds after which one attempt is given up, instead of `deadlines.attempt_ms`.';
const proxy = `The URL of an http or https proxy, which is used whatever the environment says and also for this machine itself; \`none\`: no proxy. Where nothing is said, \`HTTPS_PROXY\`, \`HTTP_PROXY\`, \`ALL_PROXY\` and \`NO_PROXY\` say it. ${secret}`;

/** By path. `exporter` stands for each of the three exporters, `[]` for any entry of a list. */
export const parts: Readonly<Record<string, string>> = {
  $schema: 'The JSON Schema that an editor reads. codexotel does not.',
  otel: "What is told and where it goes: the keys and values of Codex's own `[otel]` table.",
  'otel.tool_result': 'How much of the output of a tool travels.',
  plugins: '`false`: off; `true`: on with its defaults; a mapping: on with these options. They run in this order.',
  queue: 'What waits for one sink.',
  deadlines: 'Milliseconds after which something is given up.',
  limits: 'Bounds of what is taken over; what lies beyond is cut, and counted.',
  'plugins.redaction.patterns':
    'Sets of rules. `default`: keys, tokens, passwords and private keys. By choice also `email`: addresses; `home-directory`: the names of users in paths; `high-entropy`: long words that look random. `[]` switches all off; the content switches hold nevertheless.',
  'plugins.redaction.rules': 'Rules of your own.',
  'plugins.redaction.rules[].name': 'Stands in `[REDACTED:name]`.',
  'plugins.redaction.rules[].literal': 'A text that is hidden wherever it stands.',
  'plugins.redaction.rules[].pattern': 'A regular expression that cannot blow up.',
  'plugins.redaction.rules[].anchor': 'A text that every match holds; texts without it are not looked at.',
  'plugins.redaction.rules[].keys': 'Names whose values are hidden, in any case, as whole words.',
  'plugins.redaction.allow': 'Names of attributes that were approved: their values travel as they are.',
  'plugins.redaction.hash':
    'Adds a short hash to what stands in the place of a secret, so that equal ones can be told equal.',
  'plugins.redaction.hash.key': `The key of the hash, of at least 16 characters. ${secret}`,
  'exporter.otlp-http': 'OTLP over HTTP.',
  'exporter.otlp-http.endpoint': 'An http or https URL, used as it stands: nothing is appended.',
  'exporter.otlp-http.headers': `Headers of every request. ${secret}`,
  'exporter.otlp-http.protocol': '`binary` is protobuf, `json` is OTLP/JSON.',
  'exporter.otlp-http.headers_from': headersFrom,
  'exporter.otlp-http.headers_from.file': headersFile,
  'exporter.otlp-http.headers_from.refresh': headersRefresh,
  'exporter.otlp-http.compression': compression,
  'exporter.otlp-http.timeout_ms': timeoutMs,
  'exporter.otlp-http.proxy': proxy,
  'exporter.otlp-http.tls': 'PEM files. Relative paths count from the folder of the file.',
  'exporter.otlp-grpc': 'OTLP over gRPC.',
  'exporter.otlp-grpc.endpoint': '`http://HOST:PORT` without TLS, `https://HOST:PORT` with it.',
  'exporter.otlp-grpc.headers': `Metadata of every call. ${secret}`,
  'exporter.otlp-grpc.headers_from': headersFrom,
  'exporter.otlp-grpc.headers_from.file': headersFile,
  'exporter.otlp-grpc.headers_from.refresh': headersRefresh,
  'exporter.otlp-grpc.compression': compression,
  'exporter.otlp-grpc.timeout_ms': timeoutMs,
  'exporter.otlp-grpc.proxy': `${proxy} Only http proxies.`,
  'exporter.otlp-grpc.tls': 'PEM files. Relative paths count from the folder of the file.',
  'tls.ca-certificate': 'The authorities that are trusted, instead of those of the system.',
  'tls.client-certificate': 'The certificate of this program, for mTLS. It needs `client-private-key`.',
  'tls.client-private-key': 'The private key of this program, for mTLS. It needs `client-certificate`.',
  'routes[].match': 'An event name, or a beginning of one followed by `*`.',
  'routes[].to': 'The sinks that get such events, written as `plugin.name`. None: nobody gets them.',
};

/** The key in `parts` of a place in a file. */
export const partOf = (path: string): string =>
  path.replace(/^otel\.(?:\w+_)?exporter\./, 'exporter.').replace(/^exporter\.otlp-\w+\.tls\./, 'tls.');
