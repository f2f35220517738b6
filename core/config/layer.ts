/** One source, checked: every mistake is told, each costs its own part, and one that could open something closes everything. */
import * as v from 'valibot';
import type { Mistake } from '../errors.js';
import type { Environment } from './env.js';
import { type Finding, type KeyPath, says, toMistake, withoutRepetition } from './finding.js';
import { interpolate } from './interpolate.js';
import { copyPlain, isMapping } from './plain.js';
import { isPluginName, rcSchema, type Settings } from './schema.js';

/** What a source said, and what is known of the source. */
export interface LayerRequest {
  /** The file or the variable, or `code`. */
  readonly source: string;
  readonly said: unknown;
  /** As `said`, but fit to be shown; absent: `said`, before variables were put in. */
  readonly written?: unknown;
  /** Values of the environment in `said`, and the variable of each, where they are known before. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Of the file, for relative paths; absent for code. */
  readonly folder?: string;
  /** For `${NAME}`; absent: the text stands as it is. */
  readonly env?: Environment;
}

/** What is left of a source after its mistakes were taken out. */
export interface Layer {
  /** The file or the variable, or `code`. */
  readonly source: string;
  readonly settings: Settings;
  /** What it said before variables were put in, in the shape of an rc file. */
  readonly written: unknown;
  /** Values of the environment that stand in `settings`, and the variable of each. */
  readonly variables: ReadonlyMap<string, string>;
  /** Resource attributes; only the standard variables say some. */
  readonly resource?: Readonly<Record<string, string>>;
  /** Whether a mistake could have opened something. */
  readonly isClosed: boolean;
  readonly mistakes: readonly Mistake[];
}

/** Checks one source. Never throws. */
export function readLayer(request: LayerRequest): Layer {
  const { source, said, folder, env } = request;
  try {
    const variables = new Map(request.variables);
    const copy = copyPlain(said, (text) => (env ? interpolate(text, env, variables) : { text }));
    const tree = withoutNulls(copy.tree);
    const written = withoutNulls(copyPlain(request.written ?? said, (text) => ({ text })).tree);
    const schema = rcSchema(folder);
    const checked = v.safeParse(schema, tree);
    const findings = withoutRepetition([...copy.findings, ...(checked.issues ?? []).map(toFinding)]);
    for (const { path } of findings) for (const copied of [tree, written]) removePart(copied, path);
    const rest = findings.length === 0 ? checked : v.safeParse(schema, tree);
    return {
      source,
      settings: rest.success ? rest.output : {},
      written,
      variables,
      isClosed: !rest.success || findings.some(({ path }) => couldOpen(path)),
      mistakes: findings.map((finding) => toMistake(source, finding)),
    };
  } catch {
    // A getter or a proxy in code threw; what it threw may hold anything.
    return refuseLayer(source, { path: [], message: says('could not be read', 'use plain objects, lists and texts') });
  }
}

/** The layer of a source that could not be read at all: nothing is known of what it wanted, so everything stays closed. */
export function refuseLayer(source: string, finding: Finding): Layer {
  return {
    source,
    settings: {},
    written: {},
    variables: new Map(),
    isClosed: true,
    mistakes: [toMistake(source, finding)],
  };
}

const exporters: readonly PropertyKey[] = ['exporter', 'trace_exporter', 'metrics_exporter'];
const harmlessOtelKeys: readonly PropertyKey[] = ['environment', 'span_attributes', 'tracestate'];
/** Plugins that hold nothing back: without them less is told. Of any other, nobody knows. */
const openHandedPlugins: readonly PropertyKey[] = ['originator', 'auth-401', 'otlp', 'statsig', 'sentry-feedback'];

const deliveryKeys: readonly string[] = ['queue', 'deadlines', 'limits', 'session_receipts', 'quiet'];

/** Whether ignoring the part could let out what its writer wanted to hold back. An exporter closes alone; what says how to deliver holds nothing back. */
function couldOpen([table, key]: KeyPath): boolean {
  if (table === 'otel') return key === undefined || !(exporters.includes(key) || harmlessOtelKeys.includes(key));
  if (table === 'plugins') return key === undefined || !openHandedPlugins.includes(key);
  return typeof table !== 'string' || !deliveryKeys.includes(table);
}

/** Takes the part around a mistake out of the tree: an exporter becomes `none`, a plugin `false`, anything else falls back to its default. */
function removePart(tree: unknown, [table, key, entry]: KeyPath): void {
  if (!isMapping(tree) || typeof table !== 'string') return;
  const part = Object.hasOwn(tree, table) ? tree[table] : undefined;
  if ((table !== 'otel' && table !== 'plugins') || typeof key !== 'string' || !isMapping(part)) {
    delete tree[table];
  } else if (table === 'plugins' && isPluginName(key)) {
    part[key] = false;
  } else if (table === 'otel' && exporters.includes(key)) {
    part[key] = 'none';
  } else if (typeof entry === 'string' && harmlessOtelKeys.includes(key) && isMapping(part[key])) {
    delete part[key][entry];
  } else {
    delete part[key];
  }
}

/** Tables in which, as in the whole file, a key may have nothing behind it. */
export const mayBeEmpty: readonly string[] = ['otel', 'queue', 'deadlines', 'limits'];

/** A key with nothing behind it, because all below it is commented out, counts as not there. */
function withoutNulls(tree: unknown): unknown {
  if (!isMapping(tree)) return tree ?? {};
  const said = Object.entries(tree).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    said.map(([key, value]) => [key, mayBeEmpty.includes(key) && isMapping(value) ? withoutNulls(value) : value]),
  );
}

const toFinding = (issue: v.BaseIssue<unknown>): Finding => ({
  path: (issue.path ?? []).map(({ key }) => (typeof key === 'string' || typeof key === 'number' ? key : '')),
  message: issue.message,
});
