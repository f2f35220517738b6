/** The way of one event after emit: enrich, mask by switch, redact, preview, show, route, and into the queues. */

import { allFields, keepDerived } from './catalogue/derived.js';
import { fitRecord } from './catalogue/fit.js';
import { shapeOf } from './catalogue/layout.js';
import { allClasses, type Policy, type Project, prepareProjection } from './catalogue/project.js';
import { spanRecord } from './catalogue/span-attributes.js';
import { bytesOfFields, bytesOfUndeclared } from './catalogue/weight.js';
import { previewOf } from './cut.js';
import type { EmitLedger } from './delivery/ledger.js';
import type { Sender } from './delivery/sender.js';
import type { EventLine } from './event-line.js';
import type {
  EventDeclaration,
  FieldClass,
  Fields,
  Lane,
  LogSwitch,
  SessionFacts,
  Switches,
  TelemetryEvent,
} from './events.js';
import { withChanges } from './events.js';
import type { Guard } from './guard.js';
import type { Hooks } from './hooks.js';
import type { ValueLimits } from './normalise.js';
import type { Sink } from './plugin.js';
import { normaliseFacts } from './session/state.js';
import type { Watch } from './signals.js';
import { laneOfTarget } from './targets.js';
import type { Span } from './trace/span.js';
import type { Tracing } from './trace/tracing.js';

/** Where the events of a configuration's route may go. */
export interface Route {
  /** An event name, or a beginning of one followed by `*`. */
  readonly match: string;
  readonly to: readonly string[];
}

/** A plugin that sees events as listeners do. */
export interface Observer {
  /** Names of events; absent: all. */
  readonly handles: readonly string[] | undefined;
  /** Does not throw. */
  readonly see: (event: TelemetryEvent) => void;
}

/** What the pipeline works with once the bus is ready. */
export interface PipelineParts {
  readonly hooks: Hooks;
  readonly senders: readonly Sender[];
  /** Plugins that see what listeners see. */
  readonly observers: readonly Observer[];
  readonly switches: Switches;
  readonly logSwitches: Readonly<Record<LogSwitch, boolean>>;
  readonly routes: readonly Route[];
  /** Each leaves of the sinks that an event would go to only those that it names, too. */
  readonly routeLimits: ReadonlyArray<readonly Route[]>;
  readonly previewMaxBytes: number;
  readonly limits: ValueLimits;
  readonly ledger: EmitLedger;
  readonly guard: Guard;
  readonly watch: Watch;
  readonly tracing: Tracing;
}

interface Exit {
  readonly sender: Sender;
  readonly lane: Lane;
  readonly isForSpans: boolean;
  readonly project: Project;
}

interface PreparedLine {
  readonly mask: Project;
  readonly show: Project;
  readonly enrich: (event: TelemetryEvent) => TelemetryEvent;
  readonly redact: (event: TelemetryEvent) => TelemetryEvent | undefined;
  readonly route: (event: TelemetryEvent) => readonly string[] | undefined;
  readonly previewed: readonly string[];
  readonly observers: readonly Observer[];
  /** Whether the lanes depend on the shape of each event. */
  readonly hasShapes: boolean;
  readonly exits: readonly Exit[];
}

/** Processes events; made anew by each configuration. */
export class Pipeline {
  readonly #lines = new Map<EventLine, PreparedLine>();
  readonly #projections = new Map<string, (declaration: EventDeclaration) => Project>();
  readonly #facts = new WeakMap<SessionFacts, SessionFacts>();

  constructor(private readonly parts: PipelineParts) {}

  /** Takes a normalised event to the queues, or counts why not. `span`: the one that it sits on, or that it is the record of. */
  process(line: EventLine, emitted: TelemetryEvent, span: Span | undefined): void {
    const { ledger, watch } = this.parts;
    const prepared = this.#lines.get(line) ?? this.#prepare(line);

    const enriched = this.#settle(line, emitted, prepared.enrich(emitted));
    const masked = this.#keep(enriched, prepared.mask(enriched));
    if (!masked) return ledger.refuse('switched_off', streamOf(emitted));
    const redacted = prepared.redact(masked);
    if (!redacted) return ledger.refuse('redaction_failed', streamOf(emitted));
    const cleaned = this.#settle(line, masked, redacted);
    const event = this.#keep(cleaned, this.#preview(cleaned, prepared.previewed));

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

  /** What a sink may still carry of a record that was queued under an earlier configuration: by the switches, the redaction and the routes of now. */
  recheck(line: EventLine, record: TelemetryEvent, sink: string): TelemetryEvent | undefined {
    const prepared = this.#lines.get(line) ?? this.#prepare(line);
    const exit = prepared.exits.find(({ sender }) => sender.name === sink);
    const masked = exit && this.#keep(record, prepared.mask(record));
    const redacted = masked && prepared.redact(masked);
    if (!redacted) return undefined;
    const cleaned = this.#settle(line, masked, redacted);
    const chosen = prepared.route(cleaned);
    return chosen && !chosen.includes(sink) ? undefined : exit.project(cleaned);
  }

  #prepare(line: EventLine): PreparedLine {
    const { hooks, senders, routes, routeLimits } = this.parts;
    const enrich = hooks.enrich.for(line.name);
    const redact = hooks.redact.for(line.name);
    const route = hooks.route.for(line.name);
    const sinksFor = (list: readonly Route[]) => list.find(({ match }) => matches(match, line.name))?.to;
    const configured = sinksFor(routes);
    const limits = routeLimits.map(sinksFor).filter((sinks) => sinks !== undefined);
    const { lanes, shapes } = line.declaration;
    const hasShapes = Object.keys(shapes).length > 0;
    const takesName = ({ sink }: Sender) => sink.handles?.includes(line.name) ?? true;
    const isLeft = ({ name }: Sender) => limits.every((sinks) => sinks.includes(name));
    const takesKind = ({ sink: { unit } }: Sender) =>
      unit !== 'point' && (line.declaration !== spanRecord || unit === 'span');
    const exits = senders.filter(
      (sender) =>
        takesKind(sender) && takesName(sender) && isLeft(sender) && (hasShapes || lanes.includes(laneOf(sender))),
    );
    const prepared: PreparedLine = {
      enrich: (event) => (enrich.taps.length === 0 ? event : (enrich.call(event) as TelemetryEvent)),
      redact: (event) => (redact.taps.length === 0 ? event : (redact.call(event) as TelemetryEvent | undefined)),
      route: (event) =>
        route.taps.length === 0 ? configured : ((route.call(event) ?? configured) as readonly string[] | undefined),
      mask: this.#projection(allClasses)(line.declaration),
      show: this.#projection(['fact', 'content'])(line.declaration),
      previewed: Object.entries(line.declaration.fields).flatMap(([name, { isPreviewed }]) =>
        isPreviewed ? [name] : [],
      ),
      observers: this.parts.observers.filter(({ handles }) => handles?.includes(line.name) ?? true),
      hasShapes,
      exits: exits.map((sender) => ({
        sender,
        lane: laneOf(sender),
        isForSpans: sender.sink.unit === 'span',
        project: this.#projection(classesOf(sender.sink))(line.declaration),
      })),
    };
    this.#lines.set(line, prepared);
    return prepared;
  }

  /** Whether a lane carries the event in the shape that it has, as the switches of the log lane stand. */
  #isCarried(event: TelemetryEvent, lane: Lane): boolean {
    const { lanes = event.declaration.lanes, logSwitch } = shapeOf(event.declaration, event.fields) ?? {};
    if (lane === 'log' && logSwitch !== undefined && !this.parts.logSwitches[logSwitch]) return false;
    return lanes.includes(lane);
  }

  #projection(classes: Policy['classes']): (declaration: EventDeclaration) => Project {
    const key = allClasses.filter((fieldClass) => classes.includes(fieldClass)).join();
    let projection = this.#projections.get(key);
    if (!projection) {
      projection = prepareProjection({ classes, switches: this.parts.switches });
      this.#projections.set(key, projection);
    }
    return projection;
  }

  /** What a hook made of an event; most leave it as it is. */
  #settle(line: EventLine, before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent {
    return after === before ? after : this.#keep(before, this.#plain(line, before, after));
  }

  /** Lengths and counts are those of what was given, whatever a step made of the texts. */
  #keep(before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent;
  #keep(before: TelemetryEvent, after: TelemetryEvent | undefined): TelemetryEvent | undefined;
  #keep(before: TelemetryEvent, after: TelemetryEvent | undefined): TelemetryEvent | undefined {
    if (after === before || after === undefined || after.fields === before.fields) return after;
    const fields = keepDerived(after.fields, before.fields, after.declaration, this.parts.previewMaxBytes);
    return fields === after.fields ? after : withChanges(after, { fields });
  }

  /** What a plugin changed is normalised like what a caller gave. */
  #plain(line: EventLine, before: TelemetryEvent, after: TelemetryEvent): TelemetryEvent {
    let event = after;
    if (after.session !== before.session) event = withChanges(event, { session: this.#plainFacts(after.session) });
    if (after.fields === before.fields && after.undeclared === before.undeclared) return event;
    const { ledger, limits } = this.parts;
    const fields = after.fields === before.fields ? before : line.take(after.fields, ledger.alter);
    const added = after.undeclared === before.undeclared ? before : line.take(after.undeclared ?? {}, ledger.alter);
    if (!fields || !added) return withChanges(event, { fields: before.fields, undeclared: before.undeclared });
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

  #preview(event: TelemetryEvent, previewed: readonly string[]): TelemetryEvent {
    let result = event;
    for (const name of previewed) {
      const text = event.fields[name];
      if (typeof text !== 'string') continue;
      const preview = previewOf(text, this.parts.previewMaxBytes);
      if (preview !== text) result = withChanges(result, { fields: { ...result.fields, [name]: preview } });
    }
    return result;
  }
}

const merge = (added: Fields | undefined, own: Fields | undefined): Fields | undefined =>
  added && own ? { ...added, ...own } : (own ?? added);

/** The trace lane is handed facts alone, whatever a sink asks for. */
const classesOf = ({ lane, classes }: Sink): readonly FieldClass[] => (lane === 'trace' ? ['fact'] : classes);

/** The stream whose numbers would have a gap; spans have none. */
const streamOf = ({ span, stream }: TelemetryEvent): string | undefined => (span ? undefined : stream);

const laneOf = ({ sink }: Sender): Lane => sink.lane ?? 'log';

/** Whether a route's pattern names the event. */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
