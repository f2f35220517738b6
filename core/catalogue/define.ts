/** How events are declared, by us and by hosts alike, and the types that follow from a declaration. */

import { CodexotelError } from '../errors.js';
import type { EventDeclaration, FieldDeclaration, Lane, Level, ShapeDeclaration, Switch, Tail } from '../events.js';
import { isSubsystemName } from '../targets.js';
import type { Field } from './field.js';
import { isFactName, tailNames } from './session-facts.js';

/** Fields by their wire names, in wire order. */
export type FieldMap = Readonly<Record<string, Field<unknown>>>;

/** A declared event whose fields are known to the compiler. */
export interface DeclaredEvent<F extends FieldMap> extends EventDeclaration {
  readonly fields: F;
}

/** Declared events by name. */
export type EventMap = Readonly<Record<string, DeclaredEvent<FieldMap>>>;

type ValueOf<D> = D extends Field<infer T> ? T : never;

/** What `emit` takes for an event: every field is optional, since a replay knows less than a host. */
export type FieldsOf<E> = E extends { readonly fields: infer F }
  ? { readonly [K in keyof F]?: ValueOf<F[K]> | undefined }
  : never;

/** What may be said of an event besides its fields. */
export interface EventOptions {
  /** Session facts that follow the fields; default `full`. */
  readonly tail?: Tail;
  /** Lanes that carry the event; default `['log']`. */
  readonly lanes?: readonly Lane[];
  /** Forms that differ on the wire, tried in this order. */
  readonly shapes?: Readonly<Record<string, ShapeDeclaration>>;
  /** Says of which events a full queue lets go last; default: of none. Called once an event and sink. */
  readonly isKeptLonger?: EventDeclaration['isKeptLonger'];
  /** What goes first on the wire: fields, and facts of the session or `event.timestamp` that do not wait for the tail. */
  readonly order?: readonly string[];
  /** Nobody sees the event while this switch is off. */
  readonly switch?: Switch;
  /** Default `INFO`. */
  readonly level?: Level;
  /** The subsystem whose event it is, such as `network_proxy`: it stays on the log lane, and the host lists it in `start({ subsystems })`. */
  readonly subsystem?: string;
}

/** Declares one event with all that can be said of it. */
export function declareEvent<const F extends FieldMap>(fields: F, options: EventOptions = {}): DeclaredEvent<F> {
  const { tail = 'full', lanes = ['log'], shapes = {}, order, switch: ownSwitch, level, subsystem } = options;
  if (subsystem !== undefined) checkSubsystem(subsystem, [lanes, ...Object.values(shapes).map((shape) => shape.lanes)]);
  const { isKeptLonger } = options;
  const forms = [{ tail, order: order ?? [] }, ...Object.values(shapes)];
  const led = forms.flatMap((form) => form.order ?? []).filter((name) => !Object.hasOwn(fields, name));
  const unknown = led.find((name) => !isFactName(name));
  if (unknown !== undefined)
    throw declarationError(unknown, 'the order names what is neither a field nor a fact of the session; correct it');
  const taken = new Set([...forms.flatMap((form) => [...tailNames(form.tail ?? tail)]), ...led]);
  for (const [name, field] of Object.entries(fields)) checkField(name, field, fields, taken);
  return Object.freeze<DeclaredEvent<F>>({
    fields: Object.freeze({ ...fields }),
    tail,
    lanes: Object.freeze([...lanes]),
    shapes,
    ...(isKeptLonger && { isKeptLonger }),
    ...(order && { order: Object.freeze([...order]) }),
    ...(ownSwitch && { switch: ownSwitch }),
    ...(level && { level }),
    ...(subsystem !== undefined && { subsystem }),
  });
}

function checkSubsystem(subsystem: string, lanes: ReadonlyArray<readonly Lane[] | undefined>): void {
  if (!isSubsystemName(subsystem))
    throw declarationError('subsystem', 'a name is lower-case words joined by dots; write "network_proxy"');
  if (lanes.some((list) => list?.includes('trace')))
    throw declarationError(subsystem, 'events of a subsystem stay on the log lane; leave out "trace"');
}

/** What a host may write for an event: its fields alone, or the result of `declareEvent`. */
type EventInput = FieldMap | DeclaredEvent<FieldMap>;
type Declared<I> = I extends DeclaredEvent<infer F> ? DeclaredEvent<F> : I extends FieldMap ? DeclaredEvent<I> : never;

const eventName = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

/**
 * Declares a host's own events: `defineEvents({ 'acme.build_finished': { ok: fact.boolean, duration_ms: fact.int } })`.
 * Names are lower-case words joined by dots, with a prefix of the host's own; `codex.` is taken. Throws `ERR_EVENT_DECLARATION`.
 */
export function defineEvents<const I extends Readonly<Record<string, EventInput>>>(
  events: I,
): { readonly [K in keyof I]: Declared<I[K]> } {
  const entries = Object.entries(events ?? {}).map(([name, input]) => {
    if (!eventName.test(name))
      throw declarationError(name, 'a name is lower-case words joined by dots; write "acme.build_finished"');
    if (name.startsWith('codex.')) throw declarationError(name, 'the prefix "codex." is taken; use one of your own');
    if (typeof input !== 'object' || input === null)
      throw declarationError(name, 'an event is an object of fields; write { ok: fact.boolean }');
    return [name, isDeclared(input) ? input : declareEvent(input)];
  });
  return Object.freeze(Object.fromEntries(entries));
}

function isDeclared(input: EventInput): input is DeclaredEvent<FieldMap> {
  return Array.isArray(input.lanes) && typeof input.fields === 'object' && typeof input.tail === 'string';
}

function checkField(name: string, field: FieldDeclaration, fields: FieldMap, taken: ReadonlySet<string>): void {
  if (taken.has(name) || name in Object.prototype)
    throw declarationError(name, 'the name is taken: it follows the fields of the event; use another one');
  if (typeof field?.class !== 'string')
    throw declarationError(name, 'a field needs a class; write fact.string, identity.string or content.string');
  const sources = [field.derive && 'from' in field.derive ? field.derive.from : undefined, field.standsFor].filter(
    (source) => source !== undefined,
  );
  for (const source of sources) {
    if (!Object.hasOwn(fields, source))
      throw declarationError(
        name,
        `it refers to the field "${source}", which the event does not declare; declare it, or correct the name`,
      );
  }
}

function declarationError(name: string, problem: string): CodexotelError {
  return new CodexotelError('ERR_EVENT_DECLARATION', `${name}: ${problem}`);
}
