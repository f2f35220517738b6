/** What the pipeline does with the events of one name, looked up once: the hooks, the projections, and the ways out. */
import { allClasses, type Policy, type Project, prepareProjection } from './catalogue/project.js';
import { spanRecord } from './catalogue/span-attributes.js';
import type { Sender } from './delivery/sender.js';
import type { EventLine } from './event-line.js';
import type { EventDeclaration, FieldClass, Lane, Switches, TelemetryEvent } from './events.js';
import type { Hooks } from './hooks.js';
import type { Sink } from './plugin.js';

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

/** What lines are prepared from: one configuration. */
export interface LineParts {
  readonly hooks: Hooks;
  readonly senders: readonly Sender[];
  /** Plugins that see what listeners see. */
  readonly observers: readonly Observer[];
  readonly switches: Switches;
  readonly routes: readonly Route[];
  /** Each leaves of the sinks that an event would go to only those that it names, too. */
  readonly routeLimits: ReadonlyArray<readonly Route[]>;
}

/** A way out: a queue, and what of an event may go into it. */
export interface Exit {
  readonly sender: Sender;
  readonly lane: Lane;
  readonly isForSpans: boolean;
  readonly project: Project;
}

/** One event name under one configuration. */
export interface PreparedLine {
  readonly enrich: (event: TelemetryEvent) => TelemetryEvent;
  /** By the switches alone. */
  readonly mask: Project;
  readonly redact: (event: TelemetryEvent) => TelemetryEvent | undefined;
  /** What listeners and observers may see. */
  readonly show: Project;
  /** Names of sinks; nothing: all that may. */
  readonly route: (event: TelemetryEvent) => readonly string[] | undefined;
  /** Fields of which the log lane shows the beginning. */
  readonly previewed: readonly string[];
  readonly observers: readonly Observer[];
  /** Whether the lanes depend on the shape of each event. */
  readonly hasShapes: boolean;
  readonly exits: readonly Exit[];
}

/** Prepares the lines of a configuration. */
export function prepareLinesFor(parts: LineParts): (line: EventLine) => PreparedLine {
  const projection = prepareProjections(parts.switches);
  return ({ name, declaration }) => ({
    ...hooksOf(name, parts),
    mask: projection(allClasses)(declaration),
    show: projection(['fact', 'content'])(declaration),
    previewed: Object.entries(declaration.fields).flatMap(([field, { isPreviewed }]) => (isPreviewed ? [field] : [])),
    observers: parts.observers.filter(({ handles }) => handles?.includes(name) ?? true),
    hasShapes: hasShapes(declaration),
    exits: sendersOf(name, declaration, parts).map((sender) => ({
      sender,
      lane: laneOf(sender),
      isForSpans: sender.sink.unit === 'span',
      project: projection(classesOf(sender.sink))(declaration),
    })),
  });
}

/** A hook that nobody tapped is not called; a plugin's choice of sinks wins over the configuration's. */
function hooksOf(name: string, { hooks, routes }: LineParts): Pick<PreparedLine, 'enrich' | 'redact' | 'route'> {
  const enrich = hooks.enrich.for(name);
  const redact = hooks.redact.for(name);
  const route = hooks.route.for(name);
  const configured = sinksFor(name, routes);
  return {
    enrich: (event) => (enrich.taps.length === 0 ? event : (enrich.call(event) as TelemetryEvent)),
    redact: (event) => (redact.taps.length === 0 ? event : (redact.call(event) as TelemetryEvent | undefined)),
    route: (event) =>
      route.taps.length === 0 ? configured : ((route.call(event) ?? configured) as readonly string[] | undefined),
  };
}

function sendersOf(name: string, declaration: EventDeclaration, { senders, routeLimits }: LineParts): Sender[] {
  const limits = routeLimits.map((routes) => sinksFor(name, routes)).filter((sinks) => sinks !== undefined);
  const takesKind = ({ sink: { unit } }: Sender) => unit !== 'point' && (declaration !== spanRecord || unit === 'span');
  const takesName = ({ sink }: Sender) => sink.handles?.includes(name) ?? true;
  const isLeft = (sender: Sender) => limits.every((sinks) => sinks.includes(sender.name));
  const isOnLane = (sender: Sender) => hasShapes(declaration) || declaration.lanes.includes(laneOf(sender));
  return senders.filter((sender) => takesKind(sender) && takesName(sender) && isLeft(sender) && isOnLane(sender));
}

/** One projection for each set of classes. */
function prepareProjections(
  switches: Switches,
): (classes: Policy['classes']) => (declaration: EventDeclaration) => Project {
  const projections = new Map<string, (declaration: EventDeclaration) => Project>();
  return (classes) => {
    const key = allClasses.filter((fieldClass) => classes.includes(fieldClass)).join();
    const projection = projections.get(key) ?? prepareProjection({ classes, switches });
    projections.set(key, projection);
    return projection;
  };
}

const hasShapes = ({ shapes }: EventDeclaration): boolean => Object.keys(shapes).length > 0;

/** The trace lane is handed facts alone, whatever a sink asks for. */
const classesOf = ({ lane, classes }: Sink): readonly FieldClass[] => (lane === 'trace' ? ['fact'] : classes);

const laneOf = ({ sink }: Sender): Lane => sink.lane ?? 'log';

const sinksFor = (name: string, routes: readonly Route[]): readonly string[] | undefined =>
  routes.find(({ match }) => matches(match, name))?.to;

/** Whether a route's pattern names the event. */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
