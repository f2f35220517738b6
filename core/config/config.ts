/** A configuration in code: the shape of an rc file, typed. */
import type { HeadersFunction } from './headers-from-schema.js';
import type { TlsSetting } from './tls-schema.js';

/** What an rc file, or `start({ config })`, may say; every key may be left out. See `docs/configuration.md` for each. */
export interface Config {
  /** For editors; says nothing here. */
  readonly $schema?: string;
  /** `false` switches everything off, whatever others say. */
  readonly enabled?: boolean;
  readonly otel?: OtelConfig;
  /** By name: `false` is off, `true` on with defaults, a mapping on with these options. They run in this order. */
  readonly plugins?: Readonly<Record<string, boolean | Readonly<Record<string, unknown>>>>;
  /** The first match wins; what none matches goes to every sink. */
  readonly routes?: ReadonlyArray<{ readonly match: string; readonly to: readonly string[] }>;
  readonly queue?: {
    readonly max_records?: number;
    /** Estimated bytes. */
    readonly max_bytes?: number;
    readonly policy?: 'oldest' | 'newest';
  };
  /** Milliseconds. */
  readonly deadlines?: {
    readonly flush_ms?: number;
    readonly close_ms?: number;
    readonly attempt_ms?: number;
    /** 0: an ending process is not held. */
    readonly exit_ms?: number;
  };
  readonly limits?: {
    /** Levels. */
    readonly depth?: number;
    readonly elements?: number;
    readonly value_bytes?: number;
    readonly record_bytes?: number;
  };
  /** Whether each session ends with a record about itself. */
  readonly session_receipts?: boolean;
  /** Whether stderr stays empty. */
  readonly quiet?: boolean;
}

/** The table `otel`: Codex's own keys, and our switches. */
export interface OtelConfig {
  readonly environment?: string;
  readonly log_user_prompt?: boolean;
  readonly log_tool_content?: boolean;
  readonly log_agent_responses?: boolean;
  readonly log_guardian_assessments?: boolean;
  readonly log_error_text?: boolean;
  readonly log_user_email?: boolean;
  readonly log_sse_deltas?: boolean;
  readonly tool_result?: { readonly max_bytes?: number };
  readonly exporter?: ExporterConfig;
  readonly trace_exporter?: ExporterConfig;
  readonly metrics_exporter?: ExporterConfig | 'statsig';
  readonly span_attributes?: Readonly<Record<string, string>>;
  readonly tracestate?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where a signal goes. */
export type ExporterConfig =
  | 'none'
  | { readonly 'otlp-http': Destination & { readonly protocol: 'binary' | 'json' } }
  | { readonly 'otlp-grpc': Destination };

interface Destination {
  /** An http or https URL; nothing is appended. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that do not stay: out of a file (an absolute path here) that is read again after `refresh` milliseconds, or fetched by a function. */
  readonly headers_from?: { readonly file: string; readonly refresh?: number } | HeadersFunction;
  readonly compression?: 'none' | 'gzip';
  /** Milliseconds of one attempt. */
  readonly timeout_ms?: number;
  /** `none`, or the URL of a proxy, over gRPC an http one; default: what the environment says. */
  readonly proxy?: string;
  /** Absolute paths, when they come from code. */
  readonly tls?: TlsSetting;
}

/** Gives the configuration back, typed: for one that stands in a module of its own. */
export const defineConfig = (config: Config): Config => config;
