/** The exporter of one signal as `OTEL_EXPORTER_OTLP[_SIGNAL]_*` describe it. */
import type { Mistake } from '../errors.js';
import { noteOrigin } from './conceal.js';
import { type Environment, readVariable } from './env.js';
import { says, toMistake } from './finding.js';
import { type Layer, readLayer } from './layer.js';
import type { ExporterSetting, OtlpGrpcSetting, Settings } from './schema.js';
import { decodePercent, mostMilliseconds, parseMilliseconds, splitPairs } from './standard-values.js';

/** A signal by its name in variables. */
export type SignalName = 'LOGS' | 'TRACES' | 'METRICS';

const exporterKeys = { LOGS: 'exporter', TRACES: 'trace_exporter', METRICS: 'metrics_exporter' } as const;
const protocols = { grpc: 'grpc', 'http/protobuf': 'binary', 'http/json': 'json' } as const;
const compressions = { none: 'none', gzip: 'gzip' } as const;
const pemFiles = {
  'ca-certificate': 'CERTIFICATE',
  'client-certificate': 'CLIENT_CERTIFICATE',
  'client-private-key': 'CLIENT_KEY',
} as const;

/** What an exporter is made of, or what is shown of it. */
interface Parts {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: Readonly<Record<string, string>>;
}

/**
 * The exporter of a signal that `OTEL_LOGS_EXPORTER` or a sibling switched on, as a layer. A protocol, a time or a list of headers
 * that cannot be meant so is told in `warnings` and ignored. An endpoint or a PEM file leaves the signal off: neither a token nor a
 * record may go to a default in its place.
 */
export function readExporterVariables(env: Environment, signal: SignalName, warnings: Mistake[]): Layer {
  const source = `OTEL_${signal}_EXPORTER`;
  const warn = (variable: string, message: string): void =>
    void warnings.push(toMistake(variable, { path: [], message }));
  const find = (name: string) => findVariable(env, signal, name);
  /** What a variable says; `undefined`, and told, where it says nothing that could be meant. */
  const read = <T>(name: string, parse: (text: string) => T | undefined, message: string): T | undefined => {
    const { variable, text } = find(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) warn(variable, message);
    return value;
  };

  const protocol = read('PROTOCOL', (text) => lookUp(protocols, text.toLowerCase()), protocolWords) ?? 'binary';
  const timeoutMs = read('TIMEOUT', parseMilliseconds, timeoutWords);
  const compression = read('COMPRESSION', (text) => lookUp(compressions, text.toLowerCase()), compressionWords);
  const endpoint = find('ENDPOINT');
  const files = Object.entries(pemFiles).map(([name, suffix]) => [name, find(suffix)] as const);
  const named = files.filter(([, { text }]) => text !== undefined);
  const tlsOf = (show: (file: Found) => string) => Object.fromEntries(named.map(([name, file]) => [name, show(file)]));

  const check = (headers: Readonly<Record<string, string>>): Layer =>
    readLayer({
      source,
      said: toSettings(signal, protocol, {
        endpoint: endpointOf(endpoint, signal, protocol),
        headers,
        tls: tlsOf(({ text = '' }) => text),
      }),
      written: toSettings(signal, protocol, {
        endpoint: endpoint.text === undefined ? endpointOf(endpoint, signal, protocol) : reference(endpoint.variable),
        headers: Object.fromEntries(Object.keys(headers).map((name) => [name, reference(find('HEADERS').variable)])),
        tls: tlsOf(({ variable }) => reference(variable)),
      }),
    });

  const headers = read('HEADERS', readPairs, headerWords) ?? {};
  const whole = check(headers);
  const areHeadersFit = !whole.mistakes.some(({ path }) => path.includes('.headers'));
  if (!areHeadersFit) warn(find('HEADERS').variable, headerWords);
  const layer = areHeadersFit ? whole : check({});
  for (const { path, expectation, cure } of layer.mistakes) {
    const part = named.find(([name]) => path.endsWith(name)) ?? (path.endsWith('.tls') ? named[0] : undefined);
    warn((part?.[1] ?? endpoint).variable, says(expectation, `${cure}; the signal stays off`));
  }
  const variables = new Map<string, string>();
  for (const value of Object.values(headers)) noteOrigin(variables, value, find('HEADERS').variable);
  for (const [, { variable, text = '' }] of named) noteOrigin(variables, text, variable);
  if (endpoint.text !== undefined) noteOrigin(variables, endpointOf(endpoint, signal, protocol), endpoint.variable);
  const settings = withMore(layer.settings, signal, {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(compression === 'gzip' && { compression }),
  });
  return { ...layer, settings, variables, isClosed: false, mistakes: [] };
}

/** A variable of the signal's own, or else of all signals; without a text when neither is set. */
interface Found {
  readonly variable: string;
  readonly text: string | undefined;
  readonly isOfSignal: boolean;
}

function findVariable(env: Environment, signal: SignalName, name: string): Found {
  const own = `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  const text = readVariable(env, own);
  if (text !== undefined) return { variable: own, text, isOfSignal: true };
  const general = `OTEL_EXPORTER_OTLP_${name}`;
  return { variable: general, text: readVariable(env, general), isOfSignal: false };
}

type Protocol = (typeof protocols)[keyof typeof protocols];

/** The signal's own endpoint as it stands; the general one with the signal's path, which gRPC does not need. */
function endpointOf({ text, isOfSignal }: Found, signal: SignalName, protocol: Protocol): string {
  const isGrpc = protocol === 'grpc';
  if (text === undefined) return isGrpc ? 'http://localhost:4317' : `http://localhost:4318/v1/${signal.toLowerCase()}`;
  if (isOfSignal || isGrpc || !URL.canParse(text)) return text;
  const url = new URL(text);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal.toLowerCase()}`;
  return url.href;
}

function toSettings(signal: SignalName, protocol: Protocol, { endpoint, headers, tls }: Parts): object {
  const parts = { endpoint, headers, ...(Object.keys(tls).length > 0 && { tls }) };
  const exporter = protocol === 'grpc' ? { 'otlp-grpc': parts } : { 'otlp-http': { ...parts, protocol } };
  return { otel: { [exporterKeys[signal]]: exporter } };
}

/** `key=value,…` with percent-encoded values; the last of two that share a name counts, whatever its case. */
function readPairs(text: string): Readonly<Record<string, string>> | undefined {
  const pairs: Record<string, string> = Object.create(null);
  for (const [key, encoded] of splitPairs(text) ?? [['', '%']]) {
    const value = decodePercent(encoded);
    if (value === undefined) return undefined;
    pairs[key.toLowerCase()] = value;
  }
  return { ...pairs };
}

/** What needs no check any more. */
function withMore(
  settings: Settings,
  signal: SignalName,
  more: Pick<OtlpGrpcSetting, 'timeoutMs' | 'compression'>,
): Settings {
  const key = exporterKeys[signal];
  const exporter: ExporterSetting | undefined = settings.otel?.[key];
  if (typeof exporter !== 'object') return settings;
  const whole =
    'otlp-http' in exporter
      ? { 'otlp-http': { ...exporter['otlp-http'], ...more } }
      : { 'otlp-grpc': { ...exporter['otlp-grpc'], ...more } };
  return { ...settings, otel: { ...settings.otel, [key]: whole } };
}

const reference = (variable: string): string => `\${${variable}}`;

const lookUp = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

const protocolWords = says('must be grpc, http/protobuf or http/json', 'write http/protobuf; it is ignored');
const timeoutWords = says(
  `must be a whole number of milliseconds from 1 to ${mostMilliseconds}`,
  'write 10000; it is ignored',
);
const compressionWords = says('must be gzip or none', 'write gzip; it is ignored, and records travel uncompressed');
const headerWords = says(
  'must be pairs of key=value, percent-encoded and separated by commas, that can stand in a request',
  'write authorization=Bearer%20abc; it is ignored',
);
