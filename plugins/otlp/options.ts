/** What the configuration may say of `otlp`: for each signal `none`, or where to and how. */
import * as v from 'valibot';
import { type HeadersFile, type HeadersFromSetting, type HeadersFunction, proxyRules } from '../../core/index.js';
import { grpcHeaders, httpHeaders } from './headers.js';

/** Absolute paths of PEM files. A client certificate needs its key and the other way round. */
export interface TlsPaths {
  /** Trusted instead of the system's roots. */
  readonly 'ca-certificate'?: string | undefined;
  readonly 'client-certificate'?: string | undefined;
  readonly 'client-private-key'?: string | undefined;
}

/** OTLP over gRPC, and what HTTP has in common with it. */
export interface GrpcExporter {
  /** `http://HOST:PORT` without TLS, `https://HOST:PORT` with it; a path says nothing. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that do not stay; they win over those of the same name. */
  readonly headersFrom?: HeadersFromSetting | undefined;
  readonly tls?: TlsPaths | undefined;
  /** Of requests; default: none. */
  readonly compression?: 'gzip' | undefined;
  /** Milliseconds of one attempt; default: that of the bus. */
  readonly timeoutMs?: number | undefined;
  /** `none`, or the URL of a proxy, over gRPC an http one; default: what the environment says. */
  readonly proxy?: string | undefined;
}

/** OTLP over HTTP. */
export interface HttpExporter extends GrpcExporter {
  /** An http or https URL, used as it stands: no path is added. */
  readonly endpoint: string;
  /** `binary` is protobuf. */
  readonly protocol: 'binary' | 'json';
}

/** One signal's exporter, with the keys and values of Codex's own `[otel]` table. */
export type OtlpExporter = 'none' | { readonly 'otlp-http': HttpExporter } | { readonly 'otlp-grpc': GrpcExporter };

/** Complete options of the plugin. */
export interface OtlpOptions {
  readonly logs: OtlpExporter;
  readonly traces: OtlpExporter;
  /** Attributes of every span; a span's own win. */
  readonly spanAttributes: Readonly<Record<string, string>>;
  readonly metrics: OtlpExporter;
}

// The library's own messages quote the value; every message here is fixed.
const path = v.pipe(v.string('must be a path'), v.nonEmpty('must be a path'));

const tls = v.strictObject(
  {
    'ca-certificate': v.optional(path),
    'client-certificate': v.optional(path),
    'client-private-key': v.optional(path),
  },
  'must hold ca-certificate, client-certificate and client-private-key only',
);

const endpointText = 'must be an http or https URL';
const endpoint = v.pipe(v.string(endpointText), v.check(isUrl, endpointText));
const grpcEndpoint = v.pipe(endpoint, v.check(hasNoUser, 'must hold no user name; write credentials into headers'));

const timeoutText = 'must be a whole number of milliseconds from 1 to 2147483647';
const timeoutMs = v.optional(
  v.pipe(
    v.number(timeoutText),
    v.integer(timeoutText),
    v.minValue(1, timeoutText),
    v.maxValue(2 ** 31 - 1, timeoutText),
  ),
);

const headersFile: v.GenericSchema<unknown, HeadersFile> = v.strictObject(
  {
    file: path,
    refreshMs: v.pipe(v.number(timeoutText), v.integer(timeoutText), v.minValue(1, timeoutText)),
  },
  'must hold file and refreshMs only, or be a function',
);
const headersFunction = v.custom<HeadersFunction>((value) => typeof value === 'function');

const common = {
  headersFrom: v.optional(
    v.lazy(
      (input): v.GenericSchema<unknown, HeadersFromSetting> =>
        typeof input === 'function' ? headersFunction : headersFile,
    ),
  ),
  tls: v.optional(tls),
  compression: v.optional(v.literal('gzip', 'must be "gzip", or left out')),
  timeoutMs,
};

const httpExporter = v.strictObject(
  {
    'otlp-http': v.strictObject(
      {
        endpoint,
        headers: v.optional(httpHeaders, {}),
        protocol: v.picklist(['binary', 'json'], 'must be "binary" or "json"'),
        ...common,
        proxy: v.optional(v.pipe(v.string(), v.check(proxyRules.http.isFit, proxyRules.http.words))),
      },
      'must hold endpoint, headers, headersFrom, protocol, tls, compression, timeoutMs and proxy only',
    ),
  },
  'must be "none", otlp-http or otlp-grpc',
);

const grpcExporter = v.strictObject(
  {
    'otlp-grpc': v.strictObject(
      {
        endpoint: grpcEndpoint,
        headers: v.optional(grpcHeaders, {}),
        ...common,
        proxy: v.optional(v.pipe(v.string(), v.check(proxyRules.grpc.isFit, proxyRules.grpc.words))),
      },
      'must hold endpoint, headers, headersFrom, tls, compression, timeoutMs and proxy only',
    ),
  },
  'must be "none", otlp-http or otlp-grpc',
);

/** Picks the form by what is there, so that a mistake is told at its own path and not at that of the whole exporter. */
const exporter: v.GenericSchema<unknown, OtlpExporter> = v.lazy((input) => {
  if (typeof input !== 'object' || input === null) return v.literal('none', 'must be "none", otlp-http or otlp-grpc');
  return 'otlp-grpc' in input ? grpcExporter : httpExporter;
});

/** Checks and completes the options. */
export const otlpOptions: v.GenericSchema<unknown, OtlpOptions> = v.strictObject(
  {
    logs: v.optional(exporter, 'none'),
    traces: v.optional(exporter, 'none'),
    metrics: v.optional(exporter, 'none'),
    spanAttributes: v.optional(
      v.record(v.string(), v.string('must be text'), 'must be a table of names and texts'),
      {},
    ),
  },
  'must hold logs, traces, metrics and spanAttributes only',
);

function isUrl(text: string): boolean {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) return false;
  const { username, password } = new URL(text);
  return canDecode(username) && canDecode(password);
}

function hasNoUser(text: string): boolean {
  return URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '';
}

function canDecode(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
