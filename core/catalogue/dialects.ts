/** Dialects: how natural values are spelled on the wire. A dialect is a table entry, not a branch. */
import type { FieldDeclaration, FieldValue, Lane } from '../events.js';

/** Spells one value of a declared field for a lane. */
export type Dialect = (value: FieldValue, field: FieldDeclaration, lane: Lane) => FieldValue;

/** `codex` writes as Codex CLI does, so existing dashboards keep working; `natural` writes values as they are. */
export const dialects = {
  codex: (value, field, lane) => {
    if (field.codex) return field.codex(value);
    return field.type === 'uint' && lane === 'trace' ? String(value) : value;
  },
  natural: (value) => value,
} as const satisfies Record<string, Dialect>;

/** A name of the table. */
export type DialectName = keyof typeof dialects;
