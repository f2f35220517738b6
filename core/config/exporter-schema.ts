/** What may stand under `exporter`, `trace_exporter` and `metrics_exporter`: the keys and values of Codex's own table. */
import * as v from 'valibot';
import { says } from './finding.js';
import { headerRules, headers } from './header-schema.js';
import { mapping } from './mapping.js';
import { type TlsSetting, tlsFiles } from './tls-schema.js';

/** OTLP over HTTP; the endpoint is used as it stands, nothing is appended. */
export interface OtlpHttpSetting {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'binary' | 'json';
  readonly tls?: TlsSetting;
  /** Milliseconds of one attempt; only a standard variable says it (`OTEL_EXPORTER_OTLP_LOGS_TIMEOUT`). */
  readonly timeoutMs?: number;
}

/** OTLP over gRPC. */
export interface OtlpGrpcSetting {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: TlsSetting;
  /** As with `otlp-http`. */
  readonly timeoutMs?: number;
}

/** Where a signal goes; `statsig` is for metrics only. */
export type ExporterSetting =
  | 'none'
  | 'statsig'
  | { readonly 'otlp-http': OtlpHttpSetting }
  | { readonly 'otlp-grpc': OtlpGrpcSetting };

/** The exporter of a signal. `folder` is the folder of the file, for relative TLS paths; absent: the paths come from code and are absolute. */
export function exporter(folder: string | undefined, signal: 'logs' | 'traces' | 'metrics') {
  const form = says(
    `must be none, ${signal === 'metrics' ? 'statsig, ' : ''}or a mapping with otlp-http or otlp-grpc`,
    // JSON, which is YAML too, and which a variable takes.
    `write none, or { "otlp-http": { "endpoint": "http://localhost:4318/v1/${signal}", "protocol": "binary" } }`,
  );
  const word = v.pipe(
    v.picklist(['none', 'statsig'], form),
    v.metadata(signal === 'metrics' ? {} : { enum: ['none'] }),
    v.check(
      (name) => name === 'none' || signal === 'metrics',
      says('must not be statsig, which carries metrics only', 'write none, and statsig for metrics_exporter'),
    ),
  );
  const kinds = exporterKinds(folder, form, `http://localhost:4318/v1/${signal}`);
  return v.lazy((input): v.GenericSchema<unknown, ExporterSetting> => (typeof input === 'string' ? word : kinds));
}

const grpcExample = 'http://localhost:4317';

function exporterKinds(folder: string | undefined, form: string, httpExample: string) {
  const tls = v.nullish(tlsFiles(folder));
  const http = mapping(
    {
      endpoint: endpoint(httpExample),
      headers: v.nullish(headers(headerRules.http), {}),
      protocol: v.picklist(['binary', 'json'], protocolWords),
      tls,
    },
    {
      form: says(
        'must be a mapping with endpoint and protocol',
        `write { endpoint: "${httpExample}", protocol: binary }`,
      ),
      missing: { endpoint: missingEndpoint(httpExample), protocol: protocolWords },
    },
  );
  const grpc = mapping(
    { endpoint: endpoint(grpcExample), headers: v.nullish(headers(headerRules.grpc), {}), tls },
    {
      form: says('must be a mapping with endpoint', `write { endpoint: "${grpcExample}" }`),
      missing: { endpoint: missingEndpoint(grpcExample) },
      elsewhere: { protocol: 'remove it, gRPC has one protocol only' },
    },
  );
  return v.pipe(
    mapping(
      { 'otlp-http': v.exactOptional(http), 'otlp-grpc': v.exactOptional(grpc) },
      {
        form,
        elsewhere: Object.fromEntries(parts.map((key) => [key, 'move it below otlp-http: or otlp-grpc:'])),
      },
    ),
    v.metadata({ minProperties: 1, maxProperties: 1 }),
    v.check((value) => Object.keys(value).length > 0, form),
    v.check(
      (value) => !('otlp-http' in value && 'otlp-grpc' in value),
      says('must name one of otlp-http and otlp-grpc', 'remove the other one'),
    ),
    v.transform(({ 'otlp-http': overHttp, 'otlp-grpc': overGrpc }): ExporterSetting => {
      if (overHttp) {
        const { endpoint, headers, protocol, tls } = overHttp;
        return { 'otlp-http': { endpoint, headers, protocol, ...(tls && { tls }) } };
      }
      if (!overGrpc) return 'none';
      const { endpoint, headers, tls } = overGrpc;
      return { 'otlp-grpc': { endpoint, headers, ...(tls && { tls }) } };
    }),
  );
}

const parts = ['endpoint', 'headers', 'protocol', 'tls'];

const protocolWords = says('must be "binary" or "json"', 'write protocol: binary');

const missingEndpoint = (example: string): string => says('is missing', `write endpoint: "${example}"`);

function endpoint(example: string) {
  const words = says('must be a URL that begins with http:// or https://', `write "${example}"`);
  return v.pipe(
    v.string(words),
    v.regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[!-~\u00a0-\uffff]+$/, words),
    v.check((text) => URL.canParse(text), words),
    v.metadata({ not: { pattern: '^[^/?#]*//[^/?#\\\\:@][^/?#\\\\]*@' } }),
    v.check(
      hasNoCredentials,
      says('must not hold a user name or a password', 'put them into headers, as authorization'),
    ),
  );
}

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
