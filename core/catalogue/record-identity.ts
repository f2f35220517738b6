/** Who a record is, on the wire: the same two attributes however often it is sent, so that a receiver sees gaps and duplicates. */
import type { TelemetryEvent } from '../events.js';
import type { Attribute } from './attributes.js';

/** OpenTelemetry's name for the identity of a record: the stream and the number of the event. */
export const recordUidName = 'log.record.uid';

/** The number of the event alone: within one stream the numbers begin at 1 and have no gap where nothing was lost or left out. */
export const sequenceName = 'codexotel.sequence';

/** The two attributes; a sink puts them behind those of `attributesOf`. */
export const identityOf = ({ stream, sequence }: TelemetryEvent): readonly Attribute[] => [
  [recordUidName, `${stream}-${sequence}`],
  [sequenceName, sequence],
];

/** Names that the bus itself gives to attributes, which no undeclared attribute may take. */
export const identityNames: readonly string[] = [recordUidName, sequenceName];
