/** From an event to its attributes in wire order: name, fields of its shape, undeclared ones, time, session facts. */
import type {
  EventDeclaration,
  FieldDeclaration,
  Fields,
  FieldValue,
  Lane,
  ShapeDeclaration,
  Tail,
  TelemetryEvent,
} from '../events.js';
import { fieldValue } from './derived.js';
import { type DialectName, dialects } from './dialects.js';
import { identityNames } from './record-identity.js';
import { sessionFacts, tailNames } from './session-facts.js';
import { isWithheld, withheldText } from './withheld.js';

/** One attribute: its wire name and its value. */
export type Attribute = readonly [name: string, value: FieldValue];

/** Which lane the attributes are for, and how they are spelled. */
export interface AttributeOptions {
  /** Default `log`. */
  readonly lane?: Lane;
  /** Default `codex`. */
  readonly dialect?: DialectName;
}

/** The attributes of an event as a lane carries them. Each name stands once. Computed at export, not at emit. */
export function attributesOf(
  event: TelemetryEvent,
  { lane = 'log', dialect = 'codex' }: AttributeOptions = {},
): Attribute[] {
  const shape = shapeOf(event);
  const spell = dialects[dialect];
  const attributes: Attribute[] = [['event.name', event.name]];
  for (const [name, field] of orderedFields(event.declaration, shape)) {
    if (!isCarried(field, lane, event)) continue;
    const value = fieldValue(event, name, field);
    if (value !== undefined && (lane === 'log' || isTraceSafe(value, field)))
      attributes.push([name, spell(value, field, lane)]);
  }
  if (lane === 'log' && event.undeclared) pushUndeclared(attributes, event.undeclared);
  const tail = shape?.tail ?? event.declaration.tail;
  if (tail === 'full') attributes.push(['event.timestamp', new Date(event.time).toISOString()]);
  pushSessionFacts(attributes, event, tail, lane);
  return attributes;
}

/** Whether a lane carries the event in the shape that it has. */
export function isOnLane(event: TelemetryEvent, lane: Lane): boolean {
  return (shapeOf(event)?.lanes ?? event.declaration.lanes).includes(lane);
}

function shapeOf(event: TelemetryEvent): ShapeDeclaration | undefined {
  for (const name in event.declaration.shapes) {
    const shape = event.declaration.shapes[name];
    if (shape?.when(event.fields)) return shape;
  }
  return undefined;
}

type OrderedFields = ReadonlyArray<readonly [string, FieldDeclaration]>;
const orders = new WeakMap<EventDeclaration, Map<ShapeDeclaration | undefined, OrderedFields>>();

function orderedFields(declaration: EventDeclaration, shape: ShapeDeclaration | undefined): OrderedFields {
  const known = orders.get(declaration) ?? new Map<ShapeDeclaration | undefined, OrderedFields>();
  let order = known.get(shape);
  if (!order) {
    const first = shape?.order ?? [];
    const names = [...first, ...Object.keys(declaration.fields).filter((name) => !first.includes(name))];
    order = names.flatMap((name) => {
      const field = declaration.fields[name];
      return field ? [[name, field] as const] : [];
    });
    orders.set(declaration, known.set(shape, order));
  }
  return order;
}

function isCarried(field: FieldDeclaration, lane: Lane, event: TelemetryEvent): boolean {
  if (field.lanes.includes(lane)) return true;
  return lane === 'log' && field.standsFor !== undefined && isWithheld(event.fields[field.standsFor]);
}

/** Whether the trace lane may carry the value, whoever made the event and whatever the sink says that it may see. */
function isTraceSafe(value: FieldValue, { class: fieldClass, isFact }: FieldDeclaration): boolean {
  return value !== withheldText && (fieldClass === 'fact' || isFact?.(value) === true);
}

const reserved: ReadonlySet<string> = new Set([...tailNames('full'), ...identityNames]);

function pushUndeclared(attributes: Attribute[], undeclared: Fields): void {
  for (const name of Object.keys(undeclared)) {
    const value = undeclared[name];
    const isTaken = reserved.has(name) || attributes.some(([taken]) => taken === name);
    if (value !== undefined && !isTaken) attributes.push([name, value]);
  }
}

function pushSessionFacts(attributes: Attribute[], event: TelemetryEvent, tail: Tail, lane: Lane): void {
  if (tail === 'none') return;
  for (const [name, { lanes }] of declaredFacts) {
    const value = event.session[name];
    if (value !== undefined && lanes.includes(lane) && (tail === 'full' || name === 'conversation.id'))
      attributes.push([name, value]);
  }
}

const declaredFacts: ReadonlyArray<readonly [string, FieldDeclaration]> = Object.entries(sessionFacts);
