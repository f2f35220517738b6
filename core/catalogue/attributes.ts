/** From an event to its attributes in wire order: name, fields of its shape, undeclared ones, time, session facts. */
import type { FieldDeclaration, Fields, FieldValue, Lane, TelemetryEvent } from '../events.js';
import { fieldValue } from './derived.js';
import { type Dialect, type DialectName, dialects } from './dialects.js';
import { layoutOf, type Slot, shapeOf } from './layout.js';
import { identityNames } from './record-identity.js';
import { tailNames } from './session-facts.js';
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
  const { fields, tail } = layoutOf(event.declaration, shapeOf(event.declaration, event.fields));
  const spell = dialects[dialect];
  const attributes: Attribute[] = [['event.name', event.name]];
  for (const slot of fields) pushSlot(attributes, slot, event, lane, spell);
  if (lane === 'log' && event.undeclared) pushUndeclared(attributes, event.undeclared);
  for (const slot of tail) pushSlot(attributes, slot, event, lane, spell);
  return attributes;
}

/** Whether a lane carries the event in the shape that it has. */
export function isOnLane({ declaration, fields }: TelemetryEvent, lane: Lane): boolean {
  return (shapeOf(declaration, fields)?.lanes ?? declaration.lanes).includes(lane);
}

function pushSlot(attributes: Attribute[], slot: Slot, event: TelemetryEvent, lane: Lane, spell: Dialect): void {
  if (slot.kind === 'time') {
    attributes.push([slot.name, new Date(event.time).toISOString()]);
    return;
  }
  const { kind, name, declaration } = slot;
  if (!isCarried(declaration, lane, event)) return;
  if (kind === 'fact') {
    const fact = event.session[name];
    if (fact !== undefined) attributes.push([name, fact]);
    return;
  }
  const value = fieldValue(event, name, declaration);
  if (value !== undefined && (lane === 'log' || isTraceSafe(value, declaration)))
    attributes.push([name, spell(value, declaration, lane)]);
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
