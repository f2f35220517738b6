/** A Sentry envelope: a header line, then two for each item, its header and its payload. */
import type { Attachment } from './attachments.js';

/** What the event of a report says. */
export interface ReportEvent {
  /** 32 hex digits. */
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly title: string;
  readonly level: 'error' | 'info';
  /** What the person says; it becomes the one exception of the event. */
  readonly reason: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The bytes of an envelope with the event first. */
export function writeEnvelope(event: ReportEvent, attachments: readonly Attachment[]): Buffer {
  const { eventId, time } = event;
  const payload = Buffer.from(JSON.stringify(toPayload(event)));
  return Buffer.concat([
    line({ event_id: eventId, sent_at: new Date(time).toISOString() }),
    ...item({ type: 'event', content_type: 'application/json' }, payload),
    ...attachments.flatMap(({ filename, contentType, content }) =>
      item({ type: 'attachment', filename, content_type: contentType, attachment_type: 'event.attachment' }, content),
    ),
  ]);
}

function toPayload({ eventId, time, title, level, reason, tags }: ReportEvent): object {
  return {
    event_id: eventId,
    timestamp: time / 1_000,
    platform: 'node',
    level,
    message: title,
    ...(reason && { exception: { values: [{ type: title, value: reason }] } }),
    tags,
  };
}

const line = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

const item = (header: object, payload: Uint8Array): Uint8Array[] => [
  line({ ...header, length: payload.byteLength }),
  payload,
  Buffer.from('\n'),
];
