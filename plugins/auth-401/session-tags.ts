/** The tags of each session: the latest say of every tag, for a bounded number of sessions. */
import { type FieldValue, type SessionFacts, type TelemetryEvent, toPlainText } from '../../core/index.js';
import {
  isRetry,
  keep,
  type Occasion,
  occasionsOf,
  type Reading,
  type Source,
  snapshotTime,
  type TagRule,
  tagRules,
} from './tags.js';

/** The value of a tag; `undefined`: something spoke of it, and had nothing to say. */
export type TagValue = string | number | boolean | undefined;

/** How tags are kept. */
export interface SessionTagsOptions {
  /** The session whose last event is the longest ago goes first beyond it. */
  readonly maxSessions: number;
  /** Milliseconds after which a 401, and what was done about it, is forgotten. */
  readonly maxAgeMs: number;
  readonly now: () => number;
}

const writtenOn = (occasion: Occasion) =>
  tagRules.flatMap(({ tag, [occasion]: source }) => (source === undefined ? [] : [{ tag, source }]));

/** The tags that each occasion writes, looked up once. */
const tagsWritten = {
  request: writtenOn('request'),
  message: writtenOn('message'),
  refusal: writtenOn('refusal'),
  recovery: writtenOn('recovery'),
} as const satisfies Record<Occasion, unknown>;

interface Kept {
  readonly values: Map<string, TagValue>;
  /** When the last 401 was heard of, by the clock of the bus; absent: there was none. */
  refusedAt?: number;
}

/** Keeps tags per session. */
export class SessionTags {
  readonly #sessions = new Map<string, Kept>();

  constructor(private readonly options: SessionTagsOptions) {}

  /** Lets an event overwrite the tags that it speaks of. */
  note(event: TelemetryEvent): void {
    const kept = this.#keptOf(event.session);
    const { values } = kept;
    const reading = { event, isRetry: isRetry(event, values.get('auth_retry_after_unauthorized')) };
    const occasions = occasionsOf(event);
    if (isNewRefusal(kept, event, occasions)) {
      kept.refusedAt = this.options.now();
      values.set(snapshotTime, new Date(event.time).toISOString());
    }
    for (const occasion of occasions)
      for (const { tag, source } of tagsWritten[occasion]) write(values, tag, read(source, reading));
  }

  /** The tags of a session in the order of the table; none for one that had no request or is forgotten. */
  read(session: SessionFacts): ReadonlyMap<string, TagValue> {
    const kept = this.#sessions.get(keyOf(session));
    if (!kept) return new Map();
    if (kept.refusedAt !== undefined && this.options.now() - kept.refusedAt > this.options.maxAgeMs)
      forgetRefusal(kept);
    return kept.values;
  }

  #keptOf(session: SessionFacts): Kept {
    const key = keyOf(session);
    const kept = this.#sessions.get(key) ?? { values: new Map<string, TagValue>() };
    this.#sessions.delete(key);
    this.#sessions.set(key, kept);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.options.maxSessions) break;
      this.#sessions.delete(oldest);
    }
    return kept;
  }
}

/** A step of recovery speaks of the 401 before it, unless it names another one. */
function isNewRefusal(kept: Kept, { fields }: TelemetryEvent, occasions: readonly Occasion[]): boolean {
  if (!occasions.includes('recovery')) return occasions.includes('refusal');
  return (
    kept.refusedAt === undefined || kept.values.get('auth_401_request_id') !== toPlainText(fields['auth.request_id'])
  );
}

const read = (source: Source, reading: Reading): FieldValue | typeof keep | undefined =>
  typeof source === 'string' ? reading.event.fields[source] : source.read(reading);

function write(values: Map<string, TagValue>, tag: string, given: FieldValue | typeof keep | undefined): void {
  // Most tags say the same from request to request, and what was kept was looked at already.
  if (given === keep || (given !== undefined && given === values.get(tag))) return;
  values.set(tag, typeof given === 'number' || typeof given === 'boolean' ? given : toPlainText(given));
}

/** Whether a tag is of the last 401: what was refused, and what was done about it. */
const isOfRefusal = ({ refusal, recovery }: TagRule): boolean => refusal !== undefined || recovery !== undefined;

function forgetRefusal(kept: Kept): void {
  delete kept.refusedAt;
  for (const rule of tagRules) if (isOfRefusal(rule)) kept.values.delete(rule.tag);
  kept.values.delete(snapshotTime);
}

/** Events that belong to no conversation share one place. */
function keyOf(session: SessionFacts): string {
  const id = session['conversation.id'];
  return typeof id === 'string' ? id : '';
}
