/** What stands around and inside of settings, for documentation and editors; settings themselves are told in core/config/settings.ts. */

const secret = `A secret is better written as \`\${NAME}\`.`;

/** By path. `exporter` stands for each of the three exporters, `[]` for any entry of a list. */
export const parts: Readonly<Record<string, string>> = {
  $schema: 'The JSON Schema that an editor reads. codexotel does not.',
  otel: "What is told and where it goes: the keys and values of Codex's own `[otel]` table.",
  'otel.tool_result': 'How much of the output of a tool travels.',
  plugins: '`false`: off; `true`: on with its defaults; a mapping: on with these options. They run in this order.',
  queue: 'What waits for one sink.',
  deadlines: 'Milliseconds after which something is given up.',
  limits: 'Bounds of what is taken over; what lies beyond is cut, and counted.',
  'exporter.otlp-http': 'OTLP over HTTP.',
  'exporter.otlp-http.endpoint': 'An http or https URL, used as it stands: nothing is appended.',
  'exporter.otlp-http.headers': `Headers of every request. ${secret}`,
  'exporter.otlp-http.protocol': '`binary` is protobuf, `json` is OTLP/JSON.',
  'exporter.otlp-http.tls': 'PEM files. Relative paths count from the folder of the file.',
  'exporter.otlp-grpc': 'OTLP over gRPC.',
  'exporter.otlp-grpc.endpoint': '`http://HOST:PORT` without TLS, `https://HOST:PORT` with it.',
  'exporter.otlp-grpc.headers': `Metadata of every call. ${secret}`,
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
