/** The plugin as a bus would set it up: options through its schema, and everything that it is given, in reach of a test. */
import assert from 'node:assert/strict';
import type { Sink } from '../../../core/index.js';
import { statsig } from '../../../plugins/statsig/index.js';

export interface SetUp {
  readonly sink: Sink | undefined;
  readonly reports: string[];
}

export interface Circumstances {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
  readonly resource?: Readonly<Record<string, string>>;
}

/** The issues of the options, by their paths; empty when they are taken. */
export async function issuesOf(options: unknown): Promise<readonly string[]> {
  const result = await statsig.options?.['~standard'].validate(options);
  const segment = (part: PropertyKey | { readonly key: PropertyKey }) =>
    String(typeof part === 'object' ? part.key : part);
  return result?.issues?.map(({ path = [] }) => path.map(segment).join('.')) ?? [];
}

/** Sets the plugin up. */
export async function setUpStatsig({
  options = {},
  env = {},
  now = () => 1_700_000_001_000,
  resource = { 'service.name': 'acme', 'service.version': '2.1.0', env: 'test', 'host.name': 'secret-host' },
}: Circumstances): Promise<SetUp> {
  const reports: string[] = [];
  const result = await statsig.options?.['~standard'].validate(options);
  assert.ok(result && !result.issues, 'the options are not taken');
  const steps = statsig.setup({
    options: result.value,
    env,
    now,
    bus: {},
    report: (message) => reports.push(message),
    mistake: (expectation, cure) => reports.push(`${expectation}; ${cure}`),
    alter: () => undefined,
    cleanAttributes: (attributes) => attributes,
    cleanText: (text) => text,
    resource: () => resource,
  });
  return { sink: steps.sinks?.metrics, reports };
}

/** The sink of a plugin with a key; fails when there is none. */
export async function sinkTo(url: string, circumstances: Circumstances = {}): Promise<Sink> {
  const { sink } = await setUpStatsig({
    ...circumstances,
    options: { key: 'server-secret-of-the-test', endpoint: url, ...circumstances.options },
  });
  assert.ok(sink, 'the plugin has no sink');
  return sink;
}
