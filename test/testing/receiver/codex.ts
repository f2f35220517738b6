/** JSON requests as Codex writes them: all fields explicit, and whole numbers as text or as numbers. */
import type { Json } from './samples.js';

const text = (key: string, stringValue: string): Json => ({ key, value: { stringValue } });
const codexResource = {
  attributes: [text('service.name', 'codex_exec'), text('env', 'golden')],
  droppedAttributesCount: 0,
  entityRefs: [],
};
const codexScope = (name: string): Json => ({ name, version: '', attributes: [], droppedAttributesCount: 0 });
const pretty = (value: Json): string => JSON.stringify(value, undefined, 2);

/** Logs as Codex writes them: every field there, ids empty when absent, no body, pretty-printed. */
export const CODEX_LOGS = pretty({
  resourceLogs: [
    {
      resource: codexResource,
      scopeLogs: [
        {
          scope: codexScope('codex_otel.log_only'),
          logRecords: [
            {
              timeUnixNano: '0',
              observedTimeUnixNano: '1795175229683000000',
              severityNumber: 9,
              severityText: 'INFO',
              body: null,
              attributes: [
                text('event.name', 'codex.api_request'),
                text('duration_ms', '58'),
                { key: 'http.response.status_code', value: { intValue: '200' } },
                { key: 'auth.header_attached', value: { boolValue: true } },
              ],
              droppedAttributesCount: 0,
              flags: 0,
              traceId: '',
              spanId: '',
              eventName: 'event otel/src/events/session_telemetry.rs:803',
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
});

/** A span as Codex writes it. */
export const CODEX_TRACES = pretty({
  resourceSpans: [
    {
      resource: codexResource,
      scopeSpans: [
        {
          scope: codexScope('codex'),
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              traceState: '',
              parentSpanId: '',
              flags: 257,
              name: 'session_init',
              kind: 1,
              startTimeUnixNano: '1795175229000000000',
              endTimeUnixNano: '1795175229683000000',
              attributes: [],
              droppedAttributesCount: 0,
              events: [
                {
                  timeUnixNano: '1795175229683000000',
                  name: 'event otel/src/events/session_telemetry.rs:703',
                  attributes: [text('event.name', 'codex.conversation_starts')],
                  droppedAttributesCount: 0,
                },
              ],
              droppedEventsCount: 0,
              links: [],
              droppedLinksCount: 0,
              status: { message: '', code: 0 },
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
});

const codexTimes = { startTimeUnixNano: '1795175229000000000', timeUnixNano: '1795175289000000000' };

/** Metrics as Codex writes them: whole numbers as JSON numbers. */
export const CODEX_METRICS = pretty({
  resourceMetrics: [
    {
      resource: codexResource,
      scopeMetrics: [
        {
          scope: codexScope('codex'),
          metrics: [
            {
              name: 'codex.process.start',
              description: '',
              unit: '',
              metadata: [],
              sum: {
                dataPoints: [
                  { attributes: [text('originator', 'codex_exec')], ...codexTimes, exemplars: [], flags: 0, asInt: 1 },
                ],
                aggregationTemporality: 1,
                isMonotonic: true,
              },
            },
            {
              name: 'codex.startup.phase.duration_ms',
              description: 'Duration in milliseconds.',
              unit: 'ms',
              metadata: [],
              histogram: {
                dataPoints: [
                  {
                    attributes: [],
                    ...codexTimes,
                    count: 1,
                    sum: 31,
                    bucketCounts: [0, 1, 0],
                    explicitBounds: [0, 50],
                    exemplars: [],
                    flags: 0,
                    min: 31,
                    max: 31,
                  },
                ],
                aggregationTemporality: 1,
              },
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
}).replace('"sum": 31,', '"sum": 31.0,');
