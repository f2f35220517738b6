/** The list of benchmarks, with their limits. */
import { benchmarkEmit } from './emit.js';
import type { Benchmark } from './figure.js';
import { benchmarkMetrics } from './metrics.js';
import { moreKinds } from './more-events.js';
import { benchmarkOff } from './off.js';
import { benchmarkFlood, benchmarkScan } from './redaction.js';
import { toolResult } from './sample-events.js';
import { benchmarkStart } from './start.js';

/** One benchmark and how often it is repeated, each time in a fresh process; the middle one of its figures counts. */
export interface Case {
  readonly run: Benchmark;
  readonly processes: number;
}

const samples = [toolResult];

/** By the names that `--only` takes. */
export const cases: Readonly<Record<string, Case>> = {
  emit: {
    run: benchmarkEmit({ name: 'emit, 5 plugins', samples, limit: 0.6 }),
    processes: 5,
  },
  'emit-kinds': {
    run: benchmarkEmit({ name: 'emit, 8 kinds of events in turn', samples: [toolResult, ...moreKinds] }),
    processes: 1,
  },
  'emit-enriching': {
    run: benchmarkEmit({ name: 'emit, a plugin adds an attribute', samples, isEnriching: true }),
    processes: 1,
  },
  'emit-unredacted': {
    run: benchmarkEmit({ name: 'emit, without redaction', samples, hasRedaction: false }),
    processes: 1,
  },
  off: { run: benchmarkOff('emit, switched off', { enabled: false }, 2), processes: 1 },
  'off-unconfigured': { run: benchmarkOff('emit, nothing configured', undefined, 2), processes: 1 },
  metrics: { run: benchmarkMetrics('metrics, a counter and a duration', 0.25), processes: 3 },
  redact: { run: benchmarkScan('redact 2 kB without a secret', false, 0.15), processes: 3 },
  'redact-hit': { run: benchmarkScan('redact 2 kB with a secret', true, 0.2), processes: 3 },
  'redact-flood-jwt': { run: benchmarkFlood('-eyJ', 1.5), processes: 1 },
  'redact-flood-pem': { run: benchmarkFlood('BEGIN', 1.5), processes: 1 },
  'redact-flood-equals': { run: benchmarkFlood('=', 1.5), processes: 1 },
  'redact-flood-key': { run: benchmarkFlood('sk-', 1.5), processes: 1 },
  start: { run: benchmarkStart('start to exit, no exporter', 35), processes: 1 },
};
