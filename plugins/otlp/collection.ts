/** How metrics are collected, by the standard variables. */
import type { Collection, Temporality } from '../../core/index.js';

const defaultIntervalMs = 60_000;

/** What `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` may say; without it points are deltas, as Codex sends them. */
const temporalities: Readonly<Record<string, Temporality>> = {
  delta: 'delta',
  // Counters and histograms, of which alone the temporality is told, are deltas there, too.
  lowmemory: 'delta',
  cumulative: 'cumulative',
};

/** Reads the interval and the temporality; what a variable says wrongly is reported, and says nothing. */
export function readCollection(
  env: Readonly<Record<string, string | undefined>>,
  report: (message: string) => void,
): Collection {
  return { intervalMs: readInterval(env, report), temporality: readTemporality(env, report) };
}

function readInterval(env: Readonly<Record<string, string | undefined>>, report: (message: string) => void): number {
  const text = env.OTEL_METRIC_EXPORT_INTERVAL?.trim() ?? '';
  if (text === '') return defaultIntervalMs;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  report(
    `otlp: OTEL_METRIC_EXPORT_INTERVAL must be a whole number of milliseconds; ${defaultIntervalMs} is taken instead`,
  );
  return defaultIntervalMs;
}

function readTemporality(
  env: Readonly<Record<string, string | undefined>>,
  report: (message: string) => void,
): Temporality {
  const text = env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE?.trim().toLowerCase() || 'delta';
  if (Object.hasOwn(temporalities, text)) return temporalities[text] ?? 'delta';
  const names = Object.keys(temporalities).join(', ');
  report(`otlp: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE must be one of ${names}; delta is taken instead`);
  return 'delta';
}
