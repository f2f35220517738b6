/** What may stand under `exporter`, `trace_exporter` and `metrics_exporter`: the keys and values of Codex's own table. */
import * as v from 'valibot';
import { type ProxyRule, proxyRules } from '../proxy-url.js';
import { says } from './finding.js';
import { headerRules, headers } from './header-schema.js';
import { type HeadersFromSetting, headersFrom } from './headers-from-schema.js';
import { mapping } from './mapping.js';
import { mostMilliseconds } from './standard-values.js';
import { type TlsSetting, tlsFiles } from './tls-schema.js';

/** OTLP over gRPC, and what HTTP has in common with it. */
export interface OtlpGrpcSetting {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly headersFrom?: HeadersFromSetting;
  readonly tls?: TlsSetting;
  /** Absent: none. */
  readonly compression?: 'gzip';
  /** Milliseconds of one attempt; absent: `deadlines.attempt_ms`. */
  readonly timeoutMs?: number;
  /** `none`, or the URL of a proxy; absent: what the environment says. */
  readonly proxy?: string;
}

/** OTLP over HTTP; the endpoint is used as it stands, nothing is appended. */
export interface OtlpHttpSetting extends OtlpGrpcSetting {
  readonly protocol: 'binary' | 'json';
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
  const common = {
    headers_from: v.exactOptional(headersFrom(folder)),
    tls: v.nullish(tlsFiles(folder)),
    compression: v.exactOptional(v.picklist(['none', 'gzip'], compressionWords)),
    timeout_ms: v.exactOptional(timeout),
  };
  const http = mapping(
    {
      endpoint: endpoint(httpExample),
      headers: v.nullish(headers(headerRules.http), {}),
      protocol: v.picklist(['binary', 'json'], protocolWords),
      ...common,
      proxy: v.exactOptional(proxyOf(proxyRules.http)),
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
    {
      endpoint: endpoint(grpcExample),
      headers: v.nullish(headers(headerRules.grpc), {}),
      ...common,
      proxy: v.exactOptional(proxyOf(proxyRules.grpc)),
    },
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
      if (overHttp) return { 'otlp-http': { ...toCommon(overHttp), protocol: overHttp.protocol } };
      return overGrpc ? { 'otlp-grpc': toCommon(overGrpc) } : 'none';
    }),
  );
}

/** What was written, by the names that the program uses. */
interface Written {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly headers_from?: HeadersFromSetting;
  readonly tls?: TlsSetting | null | undefined;
  readonly compression?: 'none' | 'gzip';
  readonly timeout_ms?: number;
  readonly proxy?: string;
}

const toCommon = ({
  endpoint,
  headers,
  headers_from,
  tls,
  compression,
  timeout_ms,
  proxy,
}: Written): OtlpGrpcSetting => ({
  endpoint,
  headers,
  ...(headers_from && { headersFrom: headers_from }),
  ...(tls && { tls }),
  ...(compression === 'gzip' && { compression }),
  ...(timeout_ms !== undefined && { timeoutMs: timeout_ms }),
  ...(proxy !== undefined && { proxy }),
});

const parts = ['endpoint', 'headers', 'headers_from', 'protocol', 'tls', 'compression', 'timeout_ms', 'proxy'];

const compressionWords = says('must be "none" or "gzip"', 'write compression: gzip');

const timeoutWords = says(
  `must be a whole number of milliseconds from 1 to ${mostMilliseconds}`,
  'write timeout_ms: 10000',
);
const timeout = v.pipe(
  v.number(timeoutWords),
  v.safeInteger(timeoutWords),
  v.minValue(1, timeoutWords),
  v.maxValue(mostMilliseconds, timeoutWords),
);

const proxyOf = ({ words, pattern, isFit }: ProxyRule) =>
  v.pipe(v.string(words), v.metadata({ pattern }), v.check(isFit, words));

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
