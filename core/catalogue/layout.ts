/** The order of an event's attributes on the wire, worked out once for each of its forms. */
import type { EventDeclaration, FieldDeclaration, Fields, ShapeDeclaration } from '../events.js';
import { sessionFacts, tailNames } from './session-facts.js';

/** The place of one attribute: a field of the event, a fact of its session, or its time. */
export type Slot =
  | { readonly kind: 'field' | 'fact'; readonly name: string; readonly declaration: FieldDeclaration }
  | { readonly kind: 'time'; readonly name: 'event.timestamp' };

/** Places in wire order; attributes that nobody declared stand between the two. */
export interface Layout {
  readonly fields: readonly Slot[];
  readonly tail: readonly Slot[];
}

/** The shape that an event has by its fields; `undefined`: none of those declared. */
export function shapeOf({ shapes }: EventDeclaration, fields: Fields): ShapeDeclaration | undefined {
  for (const name in shapes) {
    const shape = shapes[name];
    if (shape?.when(fields)) return shape;
  }
  return undefined;
}

const layouts = new WeakMap<EventDeclaration, Map<ShapeDeclaration | undefined, Layout>>();

/** The layout of an event in one of its shapes. */
export function layoutOf(declaration: EventDeclaration, shape: ShapeDeclaration | undefined): Layout {
  const known = layouts.get(declaration) ?? new Map<ShapeDeclaration | undefined, Layout>();
  let layout = known.get(shape);
  if (!layout) {
    layout = layOut(declaration, shape);
    layouts.set(declaration, known.set(shape, layout));
  }
  return layout;
}

function layOut(declaration: EventDeclaration, shape: ShapeDeclaration | undefined): Layout {
  const first = shape?.order ?? declaration.order ?? [];
  const names = new Set([...first, ...Object.keys(declaration.fields)]);
  const tail = tailNames(shape?.tail ?? declaration.tail).filter((name) => name !== 'event.name' && !names.has(name));
  return {
    fields: [...names].flatMap((name) => slotOf(name, declaration)),
    tail: tail.flatMap((name) => slotOf(name, declaration)),
  };
}

const facts: ReadonlyMap<string, FieldDeclaration> = new Map(Object.entries(sessionFacts));

function slotOf(name: string, { fields }: EventDeclaration): Slot[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field) return [{ kind: 'field', name, declaration: field }];
  if (name === 'event.timestamp') return [{ kind: 'time', name }];
  const fact = facts.get(name);
  return fact ? [{ kind: 'fact', name, declaration: fact }] : [];
}
