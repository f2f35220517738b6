/** What holds where nobody set anything: everything works, nothing leaves. */
import { eachSwitch } from '../events.js';
import { defaultLimits } from '../normalise.js';
import type { Configuration } from './schema.js';

/** The configuration without a file, without code and without variables. */
export const defaults: Configuration = Object.freeze({
  isEnabled: true,
  isClosed: false,
  otel: Object.freeze({
    environment: 'dev',
    switches: Object.freeze(eachSwitch(() => false)),
    logSseDeltas: true,
    toolResultMaxBytes: 2_048,
    exporter: 'none',
    traceExporter: 'none',
    metricsExporter: 'none',
    spanAttributes: Object.freeze({}),
    tracestate: Object.freeze({}),
  }),
  plugins: new Map(),
  routes: Object.freeze([]),
  delivery: Object.freeze({
    queue: Object.freeze({ maxRecords: 65_536, maxBytes: 32 * 2 ** 20, policy: 'oldest' }),
    scheduleDelayMs: 1_000,
    flushTimeoutMs: 2_000,
    closeTimeoutMs: 2_000,
    attemptTimeoutMs: 10_000,
    exitTimeoutMs: 2_000,
  }),
  limits: defaultLimits,
  hasSessionReceipts: true,
  isQuiet: false,
  routeLimits: Object.freeze([]),
  resource: Object.freeze({}),
  origins: new Map(),
  variables: new Map(),
  sources: Object.freeze([]),
});
