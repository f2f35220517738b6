/** The decoded request before it is checked, in one shape for both encodings: the one of `@bufbuild/protobuf`. */

/** A message: fields under their JSON names, and every group of choices as `{ case, value }`. */
export interface Tree {
  readonly [field: string]: unknown;
}

/** Whether a value of a tree is a message (or a chosen member of a group). */
export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The list in a field; a field that is no list reads as empty. */
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
