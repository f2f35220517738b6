/** Finding a declared field at emit: callers write their fields in the same order each time, so the place nearly always tells. */
import type { EventDeclaration, FieldDeclaration } from '../events.js';

/** The type of a value that needs no second look; `none`: each needs one. */
export type UsualType = 'string' | 'int' | 'uint' | 'boolean' | 'none';

/** One declared field; all are of one shape, so that reading them is fast. */
export interface KnownField {
  readonly name: string;
  readonly usualType: UsualType;
  readonly declaration: FieldDeclaration;
}

/** Finds a field by its name; `place` counts the caller's fields from 0. */
export type FindField = (name: string, place: number) => KnownField | undefined;

/** Prepares the search among the fields of one event. */
export function prepareFindField({ fields }: EventDeclaration): FindField {
  const known = Object.entries(fields).map(([name, declaration]): KnownField => {
    return { name, usualType: usualTypeOf(declaration), declaration };
  });
  const byName: ReadonlyMap<string, KnownField> = new Map(known.map((field) => [field.name, field]));
  const lastAt = [...known];
  return (name, place) => {
    const last = lastAt[place];
    if (last !== undefined && last.name === name) return last;
    const found = byName.get(name);
    if (found && place < lastAt.length) lastAt[place] = found;
    return found;
  };
}

const usualTypeOf = ({ type, values, maxBytes }: FieldDeclaration): UsualType =>
  type === 'double' || values || maxBytes !== undefined ? 'none' : type;
