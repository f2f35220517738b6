/** Small JSON requests, to be broken by a test. */

export type Json = Record<string, unknown>;

/** A JSON request around one log record; by default a good one. */
export const logsJson = (record: Json = {}, more: Json = {}): Json => ({
  resourceLogs: [
    { resource: { attributes: [] }, scopeLogs: [{ scope: { name: 's' }, logRecords: [record] }], ...more },
  ],
});

/** A JSON request around one span; by default a good one. */
export const tracesJson = (span: Json = {}): Json => ({
  resourceSpans: [
    { scopeSpans: [{ spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'n', ...span }] }] },
  ],
});

/** A JSON request around one metric. */
export const metricsJson = (metric: Json): Json => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', ...metric }] }] }],
});

/** A JSON request around one histogram point; by default a good one. */
export const histogramJson = (point: Json = {}): Json => {
  const good = { count: 3, bucketCounts: [1, 2], explicitBounds: [10], sum: 31.0, timeUnixNano: '1' };
  return metricsJson({ histogram: { aggregationTemporality: 1, dataPoints: [{ ...good, ...point }] } });
};
