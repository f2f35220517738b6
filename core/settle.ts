/** What a step made of an event, made fit to go on: normalised like what a caller gave, with the lengths and counts of before. */
import { keepDerived } from './catalogue/derived.js';
import { fitRecord } from './catalogue/fit.js';
import { bytesOfFields, bytesOfUndeclared } from './catalogue/weight.js';
import { previewOf } from './cut.js';
import type { EmitLedger } from './delivery/ledger.js';
import type { EventLine } from './event-line.js';
import { type Fields, type SessionFacts, type TelemetryEvent, withChanges } from './events.js';
import type { ValueLimits } from './normalise.js';
import { normaliseFacts } from './session/state.js';

/** The bounds that events are kept within. */
export interface SettlerParts {
  readonly limits: ValueLimits;
  /** Most bytes of a preview on the log lane. */
  readonly previewMaxBytes: number;
  readonly ledger: EmitLedger;
}

/** Settles the events of one configuration. */
export class Settler {
  readonly #facts = new WeakMap<SessionFacts, SessionFacts>();

  constructor(private readonly parts: SettlerParts) {}

  /** What a plugin made of an event; `undefined`: it cannot be read. Most plugins leave the event as it is. */
  settle(line: EventLine, before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent | undefined {
    return after === before ? after : this.keep(before, this.#plain(line, before, after));
  }

  /** Lengths and counts are those of what was given, whatever a step made of the texts. */
  keep(before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent;
  keep(before: TelemetryEvent, after: TelemetryEvent | undefined): TelemetryEvent | undefined;
  keep(before: TelemetryEvent, after: TelemetryEvent | undefined): TelemetryEvent | undefined {
    if (after === before || after === undefined || after.fields === before.fields) return after;
    const fields = keepDerived(after.fields, before.fields, after.declaration, this.parts.previewMaxBytes);
    return fields === after.fields ? after : withChanges(after, { fields });
  }

  /** The beginnings of long texts, which is what the log lane shows of these fields. */
  preview(event: TelemetryEvent, fields: readonly string[]): TelemetryEvent {
    let result = event;
    for (const name of fields) {
      const text = event.fields[name];
      if (typeof text !== 'string') continue;
      const preview = previewOf(text, this.parts.previewMaxBytes);
      if (preview !== text) result = withChanges(result, { fields: { ...result.fields, [name]: preview } });
    }
    return this.keep(event, result);
  }

  #plain(line: EventLine, before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent | undefined {
    let event = after;
    if (after.session !== before.session) event = withChanges(event, { session: this.#plainFacts(after.session) });
    if (after.fields === before.fields && after.undeclared === before.undeclared) return event;
    const { ledger, limits } = this.parts;
    const fields = after.fields === before.fields ? before : line.take(after.fields, ledger.alter);
    const added = after.undeclared === before.undeclared ? before : line.take(after.undeclared ?? {}, ledger.alter);
    if (!fields || !added) return undefined;
    const undeclared = fields === before ? added.undeclared : merge(added.undeclared, fields.undeclared);
    let bytes = before.bytes + bytesOfUndeclared(undeclared) - bytesOfUndeclared(before.undeclared);
    if (fields !== before) bytes += bytesOfFields(fields.fields) - bytesOfFields(before.fields);
    return withChanges(
      event,
      fitRecord({ fields: fields.fields, undeclared, bytes }, line.declaration, limits, ledger.alter),
    );
  }

  #plainFacts(facts: SessionFacts): SessionFacts {
    let plain = this.#facts.get(facts);
    if (!plain) {
      plain = normaliseFacts(facts, this.parts.limits, this.parts.ledger.alter);
      this.#facts.set(facts, plain);
    }
    return plain;
  }
}

const merge = (added: Fields | undefined, own: Fields | undefined): Fields | undefined =>
  added && own ? { ...added, ...own } : (own ?? added);
