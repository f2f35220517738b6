/** Decoded log requests as received records. */

import { toOrigin } from './origin.js';
import { toAttributes, toBody, toHex } from './plain-value.js';
import type { ReceivedLog, RecordOrigin, Transport } from './records.js';
import type { Decoded } from './schema/messages.js';

function toLog(log: Decoded<'LogRecord'>, origin: RecordOrigin): ReceivedLog {
  return {
    signal: 'logs',
    ...origin,
    kind: 'log',
    eventName: log.eventName,
    timeUnixNano: log.timeUnixNano.toString(),
    observedTimeUnixNano: log.observedTimeUnixNano.toString(),
    severityNumber: log.severityNumber,
    severityText: log.severityText,
    body: toBody(log.body),
    attributes: toAttributes(log.attributes),
    ...(log.traceId.length > 0 && { traceId: toHex(log.traceId) }),
    ...(log.spanId.length > 0 && { spanId: toHex(log.spanId) }),
    flags: log.flags,
    droppedAttributesCount: log.droppedAttributesCount,
  };
}

/** One record per log record, in the order of the wire. */
export function toLogs(request: Decoded<'ExportLogsServiceRequest'>, transport: Transport): ReceivedLog[] {
  return request.resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) => {
      const origin = toOrigin(transport, resource, scope);
      return logRecords.map((log) => toLog(log, origin));
    }),
  );
}
