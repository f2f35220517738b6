/** The shape of a configuration: what may stand in an rc file, and what the bus works with once it was resolved. */
import * as v from 'valibot';
import type { Switches } from '../events.js';
import type { ValueLimits } from '../normalise.js';
import { type ExporterSetting, exporter } from './exporter-schema.js';
import { says } from './finding.js';
import { mapping } from './mapping.js';
import { isMapping } from './plain.js';
import { settings } from './settings.js';
import { suggest } from './suggest.js';
import { spanAttributes, tracestate } from './trace-schema.js';

export type { ExporterSetting, OtlpGrpcSetting, OtlpHttpSetting } from './exporter-schema.js';
export type { TlsSetting } from './tls-schema.js';

/** `false`: off; `true`: on with its defaults; a mapping: on with these options. */
export type PluginSetting = boolean | Readonly<Record<string, unknown>>;

/** Everything that is set, complete: defaults are filled in, variables replaced, paths absolute. */
export interface Configuration {
  /** `false`: nothing is collected and nothing leaves; then all exporters are `none`. */
  readonly isEnabled: boolean;
  /** A mistake might have opened what was meant to stay shut: all exporters are `none`, all switches off, and no other sink may send. */
  readonly isClosed: boolean;
  readonly otel: {
    /** Resource attribute `env`. */
    readonly environment: string;
    readonly switches: Switches;
    /** Whether the `*.delta` records of `codex.sse_event` travel. */
    readonly logSseDeltas: boolean;
    /** Most UTF-8 bytes of a tool's output on the log lane. */
    readonly toolResultMaxBytes: number;
    readonly exporter: ExporterSetting;
    readonly traceExporter: ExporterSetting;
    readonly metricsExporter: ExporterSetting;
    readonly spanAttributes: Readonly<Record<string, string>>;
    readonly tracestate: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** By name, in the order of the file; what only code names comes last. */
  readonly plugins: ReadonlyMap<string, PluginSetting>;
  /** The first match wins; none: every sink. `match` is an event name, or a beginning of one followed by `*`. */
  readonly routes: ReadonlyArray<{ readonly match: string; readonly to: readonly string[] }>;
  readonly delivery: {
    readonly queue: { readonly maxRecords: number; readonly maxBytes: number; readonly policy: 'oldest' | 'newest' };
    readonly scheduleDelayMs: number;
    readonly flushTimeoutMs: number;
    readonly closeTimeoutMs: number;
    readonly attemptTimeoutMs: number;
    /** How long an ending process may be held; 0: not at all. */
    readonly exitTimeoutMs: number;
  };
  /** Bounds of what is taken over. */
  readonly limits: ValueLimits;
  /** Whether each session ends with a record about itself. */
  readonly hasSessionReceipts: boolean;
  /** Whether stderr stays empty. */
  readonly isQuiet: boolean;
  /** For each file in or above the working directory that has routes: what it leaves of those that hold otherwise. Same form as `routes`. */
  readonly routeLimits: ReadonlyArray<{ readonly source: string; readonly routes: Configuration['routes'] }>;
  /** Resource attributes that the environment gives; what the host says of itself wins. */
  readonly resource: Readonly<Record<string, string>>;
  /** Who said what, by the path of a setting, such as `otel.exporter` or `plugins.statsig`; a path that is missing has its default. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Values that variables put into the configuration, and the variable of each; such a value is never shown. */
  readonly variables: ReadonlyMap<string, string>;
  /** Everything that was read: files, variables, `code`; the strongest first. */
  readonly sources: readonly string[];
}

/** Who said a setting, and how. */
export interface Origin {
  /** The file or the variable, or `code`. */
  readonly source: string;
  /** As it was written, before variables were put in: safe to show but for headers and options of plugins. */
  readonly written: unknown;
}

/** What one source said, checked, before anything else is added to it. */
export type Settings = v.InferOutput<ReturnType<typeof rcSchema>>;

/** The schema of an rc file; `folder` is the file's own, absent for a configuration in code. */
export function rcSchema(folder?: string) {
  const otel = mapping(
    {
      environment: v.exactOptional(v.pipe(v.string(environmentWords), v.regex(/\S/, environmentWords))),
      log_user_prompt: flag,
      log_tool_content: flag,
      log_agent_responses: flag,
      log_guardian_assessments: flag,
      log_error_text: flag,
      log_user_email: flag,
      log_sse_deltas: flag,
      tool_result: v.exactOptional(toolResult),
      exporter: v.exactOptional(exporter(folder, 'logs')),
      trace_exporter: v.exactOptional(exporter(folder, 'traces')),
      metrics_exporter: v.exactOptional(exporter(folder, 'metrics')),
      span_attributes: v.exactOptional(spanAttributes),
      tracestate: v.exactOptional(tracestate),
    },
    { form: says('must be a mapping', 'write otel: and below it, indented, keys such as environment: dev') },
  );
  const file = mapping(
    {
      enabled: flag,
      otel: v.exactOptional(otel),
      plugins: v.exactOptional(plugins),
      routes: v.exactOptional(routes),
      queue: v.exactOptional(queue),
      deadlines: v.exactOptional(deadlines),
      limits: v.exactOptional(limits),
      session_receipts: flag,
      quiet: flag,
      $schema: v.exactOptional(v.string(says('must be text', 'write the path of the JSON Schema, in quotes'))),
    },
    {
      form: says('must be a mapping of keys', 'begin with otel:, plugins: or routes:'),
      elsewhere: Object.fromEntries(Object.keys(otel.pipe[1].entries).map((key) => [key, 'move it below otel:'])),
    },
  );
  return v.pipe(
    file,
    v.transform(({ $schema: _, ...said }) => said),
  );
}

const flag = v.exactOptional(v.boolean(says('must be true or false', 'write one of them, without quotes')));

const environmentWords = says('must be a text that is not empty', 'write it in quotes, such as "staging"');

/** A whole number of `units`, from `least` up. */
function count(units: string, least: number, most: number, example: number) {
  const words = says(`must be a whole number of ${units} from ${least} to ${most}`, `write ${example}`);
  return v.pipe(v.number(words), v.safeInteger(words), v.minValue(least, words), v.maxValue(most, words));
}

/** Beyond this, a buffer or a timer of Node could not keep it. */
const mostOfAll = 2 ** 31 - 1;

const toolResult = mapping(
  { max_bytes: v.exactOptional(count('bytes', 0, mostOfAll, 2_048)) },
  { form: says('must be a mapping with max_bytes', 'write { max_bytes: 2048 }') },
);

const pluginName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const builtIns = Object.keys(settings).flatMap((path) => /^plugins\.([a-z].*)$/.exec(path)?.[1] ?? []);

function cureForName(name: string): string {
  const closest = suggest(name, builtIns);
  return closest === undefined ? 'use lower-case words with hyphens' : `write ${closest}`;
}

/** Whether a plugin may be called so. */
export const isPluginName = (name: string): boolean => pluginName.test(name);

const plugins = v.pipe(
  v.custom<Record<string, unknown>>(isMapping, says('must be a mapping of plugin names', 'write { redaction: true }')),
  v.record(
    v.pipe(
      v.string(),
      v.regex(pluginName, ({ input }) => says('is not a plugin name', cureForName(input))),
    ),
    v.pipe(
      v.custom<PluginSetting>(
        (value) => typeof value === 'boolean' || isMapping(value),
        says('must be true, false or a mapping of options', 'write true'),
      ),
      v.metadata({ type: ['boolean', 'object'] }),
    ),
  ),
);

const matchWords = says('must be an event name, or a beginning of one followed by *', 'write match: "codex.sse_event"');
const toWords = says('must be a list of sinks', 'write to: [otlp.logs]');
const sinkWords = says('must be a sink, written as plugin.name', 'write otlp.logs');

const routes = v.array(
  mapping(
    {
      match: v.pipe(v.string(matchWords), v.regex(/^(?:[\w.:/-]+\*?|\*)$/, matchWords)),
      to: v.array(v.pipe(v.string(sinkWords), v.regex(/^[a-z][a-z0-9-]*\.[\w.-]+$/, sinkWords)), toWords),
    },
    {
      form: says('must be a mapping with match and to', 'write { match: "codex.sse_event", to: [otlp.logs] }'),
      missing: { match: matchWords, to: toWords },
    },
  ),
  says('must be a list', 'write - { match: "codex.sse_event", to: [otlp.logs] }'),
);

const queue = mapping(
  {
    max_records: v.exactOptional(count('records', 1, mostOfAll, 65_536)),
    max_bytes: v.exactOptional(count('bytes', 1, Number.MAX_SAFE_INTEGER, 33_554_432)),
    policy: v.exactOptional(
      v.picklist(
        ['oldest', 'newest'],
        says('must be "oldest" or "newest", what gives way when the queue is full', 'write oldest'),
      ),
    ),
  },
  { form: says('must be a mapping with max_records, max_bytes or policy', 'write { policy: oldest }') },
);

const milliseconds = (example: number) => v.exactOptional(count('milliseconds', 1, mostOfAll, example));

const deadlines = mapping(
  {
    flush_ms: milliseconds(2_000),
    close_ms: milliseconds(2_000),
    attempt_ms: milliseconds(10_000),
    exit_ms: v.exactOptional(count('milliseconds', 0, mostOfAll, 2_000)),
  },
  { form: says('must be a mapping with flush_ms, close_ms, attempt_ms or exit_ms', 'write { flush_ms: 2000 }') },
);

/** Deeper or wider, and decoders refuse what is sent, or the stack of Node does not hold it. */
const limits = mapping(
  {
    depth: v.exactOptional(count('levels', 1, 64, 32)),
    elements: v.exactOptional(count('elements', 1, 2_048, 128)),
    value_bytes: v.exactOptional(count('bytes', 16, 1_048_576, 32_768)),
    record_bytes: v.exactOptional(count('bytes', 1_024, 2_097_152, 262_144)),
  },
  {
    form: says(
      'must be a mapping with depth, elements, value_bytes or record_bytes',
      'write { value_bytes: 32768, record_bytes: 262144 }',
    ),
  },
);
