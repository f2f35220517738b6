/** The way of one event after emit: enrich, mask by switch, redact, preview, show, route, and into the queues. */
import { allFields } from './catalogue/derived.js';
import { shapeOf } from './catalogue/layout.js';
import type { Sender } from './delivery/sender.js';
import type { EventLine } from './event-line.js';
import { type Lane, type LogSwitch, type TelemetryEvent, withChanges } from './events.js';
import { type LineParts, type PreparedLine, prepareLinesFor } from './prepared-line.js';
import { Settler, type SettlerParts } from './settle.js';
import type { Watch } from './signals.js';
import { laneOfTarget } from './targets.js';
import type { Span } from './trace/span.js';
import type { Tracing } from './trace/tracing.js';

/** What the pipeline works with once the bus is ready. */
export interface PipelineParts extends LineParts, SettlerParts {
  readonly logSwitches: Readonly<Record<LogSwitch, boolean>>;
  readonly watch: Watch;
  readonly tracing: Tracing;
}

/** Processes events; made anew by each configuration. */
export class Pipeline {
  readonly #lines = new Map<EventLine, PreparedLine>();
  readonly #prepare: (line: EventLine) => PreparedLine;
  readonly #settler: Settler;

  constructor(private readonly parts: PipelineParts) {
    this.#prepare = prepareLinesFor(parts);
    this.#settler = new Settler(parts);
  }

  /** Takes a normalised event to the queues, or counts why not. `span`: the one that it sits on, or that it is the record of. */
  process(line: EventLine, emitted: TelemetryEvent, span: Span | undefined): void {
    const { ledger, watch } = this.parts;
    const prepared = this.#lines.get(line) ?? this.#lineOf(line);
    const settler = this.#settler;

    const enriched = settler.settle(line, emitted, prepared.enrich(emitted)) ?? emitted;
    const masked = settler.keep(enriched, prepared.mask(enriched));
    if (!masked) return ledger.refuse('switched_off', streamOf(emitted));
    const redacted = prepared.redact(masked);
    const cleaned = redacted && settler.settle(line, masked, redacted);
    if (!cleaned) return ledger.refuse('redaction_failed', streamOf(emitted));
    const event = settler.preview(cleaned, prepared.previewed);

    if (!event.span && (prepared.observers.length > 0 || watch.isHeard(line.name))) this.#showTo(prepared, event);
    if (prepared.exits.length === 0) return;
    const chosen = prepared.route(event);
    const onlyLane = event.target === undefined ? undefined : laneOfTarget(event.target);
    for (const { sender, lane, isForSpans, project } of prepared.exits) {
      if (chosen && !chosen.includes(sender.name)) continue;
      if (onlyLane && onlyLane !== lane) continue;
      const projected = project(event);
      if (!projected || (prepared.hasShapes && !this.#isCarried(projected, lane))) continue;
      if (isForSpans) this.#toSpans(sender, projected, span);
      else sender.accept(projected);
    }
  }

  /** What a sink may still carry of a record that was queued under an earlier configuration: by the switches, the redaction and the routes of now. */
  recheck(line: EventLine, record: TelemetryEvent, sink: string): TelemetryEvent | undefined {
    const prepared = this.#lines.get(line) ?? this.#lineOf(line);
    const exit = prepared.exits.find(({ sender }) => sender.name === sink);
    const masked = exit && this.#settler.keep(record, prepared.mask(record));
    const redacted = masked && prepared.redact(masked);
    const cleaned = redacted && this.#settler.settle(line, masked, redacted);
    if (!cleaned) return undefined;
    const chosen = prepared.route(cleaned);
    return chosen && !chosen.includes(sink) ? undefined : exit.project(cleaned);
  }

  #lineOf(line: EventLine): PreparedLine {
    const prepared = this.#prepare(line);
    this.#lines.set(line, prepared);
    return prepared;
  }

  /** Each observer gets an event of its own, since a listener may write into what it gets. */
  #showTo({ show, observers }: PreparedLine, event: TelemetryEvent): void {
    const shown = show(event);
    if (!shown) return;
    const whole = () => withChanges(shown, { fields: allFields(shown) });
    for (const { see } of observers) see(whole());
    if (this.parts.watch.isHeard(event.name)) this.parts.watch.show(whole());
  }

  /** A span that ended goes to the queue; an event goes onto its span. */
  #toSpans(sender: Sender, projected: TelemetryEvent, span: Span | undefined): void {
    const { tracing } = this.parts;
    if (projected.span && span) sender.accept(tracing.complete(projected, span, sender.name));
    else tracing.attach(span, sender.name, projected);
  }

  /** Whether a lane carries the event in the shape that it has, as the switches of the log lane stand. */
  #isCarried(event: TelemetryEvent, lane: Lane): boolean {
    const { lanes = event.declaration.lanes, logSwitch } = shapeOf(event.declaration, event.fields) ?? {};
    if (lane === 'log' && logSwitch !== undefined && !this.parts.logSwitches[logSwitch]) return false;
    return lanes.includes(lane);
  }
}

/** The stream whose numbers would have a gap; spans have none. */
const streamOf = ({ span, stream }: TelemetryEvent): string | undefined => (span ? undefined : stream);
