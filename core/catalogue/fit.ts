/** A record within its bound: what is too big gives its undeclared attributes first, then the ends of its longest texts. */
import { cutBackToSeparator } from '../cut.js';
import type { EventDeclaration, Fields, FieldValue } from '../events.js';
import type { Note, ValueLimits } from '../normalise.js';
import { keepDerived } from './derived.js';
import { bytesOfField, bytesOfText } from './weight.js';

/** The parts of an event that its weight comes from. */
export interface Weighed {
  readonly fields: Fields;
  /** What the declaration does not know, or not in this form: content. */
  readonly undeclared: Fields | undefined;
  /** Estimated bytes on the wire. */
  readonly bytes: number;
}

/** The same parts where they fit, else smaller ones; each attribute that goes and each text that is cut is noted. */
export function fitRecord<T extends Weighed>(
  parts: T,
  declaration: EventDeclaration,
  { maxRecordBytes, maxTextBytes }: ValueLimits,
  note: Note,
): Weighed {
  if (parts.bytes <= maxRecordBytes) return parts;
  const lighter = withoutUndeclared(parts, maxRecordBytes, note);
  if (lighter.bytes <= maxRecordBytes) return lighter;
  const texts = cutTexts(lighter, maxRecordBytes, note);
  const fields = keepDerived({ ...lighter.fields, ...texts }, lighter.fields, declaration, maxTextBytes);
  return { ...lighter, fields, bytes: Math.min(lighter.bytes, maxRecordBytes) };
}

/** Attributes go from the last to the first. */
function withoutUndeclared(parts: Weighed, most: number, note: Note): Weighed {
  let { bytes } = parts;
  const kept = Object.entries(parts.undeclared ?? {});
  while (bytes > most) {
    const [name, value] = kept.pop() ?? [];
    if (name === undefined || value === undefined) break;
    bytes -= bytesOfField(value) + bytesOfText(name);
    note('withheld');
  }
  const undeclared: Record<string, FieldValue | undefined> = Object.create(null);
  for (const [name, value] of kept) undeclared[name] = value;
  return { fields: parts.fields, undeclared: kept.length === 0 ? undefined : undeclared, bytes };
}

/** The texts that have to be cut: each may keep its part of what is left, and what a short one leaves goes to the longer ones. */
function cutTexts({ fields, bytes }: Weighed, most: number, note: Note): Fields {
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const sizes = new Map(texts.map(([name, text]) => [name, Buffer.byteLength(text)]));
  texts.sort(([a], [b]) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0));
  let left = most - texts.reduce((rest, [name]) => rest - (sizes.get(name) ?? 0), bytes);
  const cut: Record<string, string> = Object.create(null);
  for (const [at, [name, text]] of texts.entries()) {
    const part = Math.max(0, Math.floor(left / (texts.length - at)));
    const size = Math.min(sizes.get(name) ?? 0, part);
    left -= size;
    if (size === sizes.get(name)) continue;
    cut[name] = cutBackToSeparator(text, size);
    note('cut');
  }
  return cut;
}
