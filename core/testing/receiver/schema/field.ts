/** How one field of an OTLP message is written down: its number, its type, and how often it may stand. */

/** A field as the schema tables state it. `type` names a scalar of `scalars.ts` or a message of `messages.ts`. */
export interface Field {
  /** The field number on the protobuf wire. */
  readonly number: number;
  readonly type: string;
  /**
   * `one`: at most once, absent reads as the zero value (a message: `undefined`).
   * `maybe`: at most once, and absent is not zero. `many`: a list. `choice`: one member of the group `oneof`.
   */
  readonly label: 'one' | 'maybe' | 'many' | 'choice';
  readonly oneof?: string;
}

/** What {@link one}, {@link maybe} and {@link many} make. */
export interface PlainField<Type extends string, Label extends string> {
  readonly number: number;
  readonly type: Type;
  readonly label: Label;
}

/** What {@link choice} makes. */
export interface ChoiceField<Type extends string, Group extends string> extends PlainField<Type, 'choice'> {
  readonly oneof: Group;
}

/** A field that stands at most once; absent and zero are the same. */
export function one<const Type extends string>(number: number, type: Type): PlainField<Type, 'one'> {
  return { number, type, label: 'one' };
}

/** A field that stands at most once; absent is told apart from zero. */
export function maybe<const Type extends string>(number: number, type: Type): PlainField<Type, 'maybe'> {
  return { number, type, label: 'maybe' };
}

/** A list. */
export function many<const Type extends string>(number: number, type: Type): PlainField<Type, 'many'> {
  return { number, type, label: 'many' };
}

/** One member of a group of which at most one is set. */
export function choice<const Group extends string, const Type extends string>(
  oneof: Group,
  number: number,
  type: Type,
): ChoiceField<Type, Group> {
  return { number, type, label: 'choice', oneof };
}
