/** A part of a value of unknown form. */

/** The property of that name; `undefined` of what is no object. Throws what a getter throws. */
export const partOf = (source: unknown, name: string): unknown =>
  typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
