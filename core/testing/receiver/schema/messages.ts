/** All messages in one table, the TypeScript type of each, and the look-ups that the decoders walk by. */
import { COMMON } from './common.js';
import type { Field } from './field.js';
import { LOGS } from './logs.js';
import { METRICS } from './metrics.js';
import { RPC } from './rpc.js';
import { SCALARS, type Scalar, type ScalarName, type ScalarValue } from './scalars.js';
import { TRACES } from './traces.js';

export const MESSAGES = { ...COMMON, ...LOGS, ...TRACES, ...METRICS, ...RPC } as const;

export type MessageName = keyof typeof MESSAGES;
type Fields<Name extends MessageName> = (typeof MESSAGES)[Name];

type Value<Type> = Type extends MessageName ? Decoded<Type> : Type extends ScalarName ? ScalarValue<Type> : never;

type Plain<F> = F extends { readonly label: 'many'; readonly type: infer Type }
  ? readonly Value<Type>[]
  : F extends { readonly label: 'maybe'; readonly type: infer Type }
    ? Value<Type> | undefined
    : F extends { readonly type: infer Type }
      ? Type extends MessageName
        ? Value<Type> | undefined
        : Value<Type>
      : never;

type Members<F, Group> = {
  [Key in keyof F as F[Key] extends { readonly oneof: Group } ? Key : never]: F[Key] extends {
    readonly type: infer Type;
  }
    ? { readonly case: Key; readonly value: Value<Type> }
    : never;
};
type Choice<F, Group> = Members<F, Group>[keyof Members<F, Group>] | { readonly case: undefined };

type Groups<F> = { [Key in keyof F]: F[Key] extends { readonly oneof: infer Group } ? Group : never }[keyof F];

/** A decoded message: every plain field under its JSON name, and every group of choices as `{ case, value }`. */
export type Decoded<Name extends MessageName> = {
  readonly [Key in keyof Fields<Name> as Fields<Name>[Key] extends { readonly oneof: string } ? never : Key]: Plain<
    Fields<Name>[Key]
  >;
} & { readonly [Group in Groups<Fields<Name>> & string]: Choice<Fields<Name>, Group> };

/** A field with its name and its type looked up: either `message` or `scalar` is set. */
export interface FieldLayout extends Field {
  readonly key: string;
  /** Fields of which only one may stand in a message share a slot; under 32. */
  readonly slot: number;
  readonly message?: MessageName;
  readonly scalar?: Scalar;
}

/** The fields of one message, in the order of the table, by JSON name and by number. */
export interface Layout {
  readonly fields: readonly FieldLayout[];
  readonly groups: readonly string[];
  readonly byKey: ReadonlyMap<string, FieldLayout>;
  readonly byNumber: ReadonlyMap<number, FieldLayout>;
}

const isMessage = (type: string): type is MessageName => Object.hasOwn(MESSAGES, type);
const isScalar = (type: string): type is ScalarName => Object.hasOwn(SCALARS, type);

function toFieldLayout(key: string, slot: number, field: Field): FieldLayout {
  if (isMessage(field.type)) return { ...field, key, slot, message: field.type };
  if (isScalar(field.type)) return { ...field, key, slot, scalar: SCALARS[field.type] };
  throw new Error(`receiver: the schema names an unknown type ${field.type} at ${key}; add it to a table`);
}

function toLayout(table: Readonly<Record<string, Field>>): Layout {
  const slots = [...new Set(Object.entries(table).map(([key, field]) => field.oneof ?? key))];
  const fields = Object.entries(table).map(([key, field]) =>
    toFieldLayout(key, slots.indexOf(field.oneof ?? key), field),
  );
  return {
    fields,
    groups: [...new Set(fields.flatMap((field) => field.oneof ?? []))],
    byKey: new Map(fields.map((field) => [field.key, field])),
    byNumber: new Map(fields.map((field) => [field.number, field])),
  };
}

const LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  Object.entries(MESSAGES).map(([name, table]) => [name, toLayout(table)]),
);

/** The names of all messages of the table. */
export const MESSAGE_NAMES: readonly MessageName[] = Object.keys(MESSAGES).filter(isMessage);

/** Looks up how a message is laid out. */
export function layoutOf(name: MessageName): Layout {
  const layout = LAYOUTS.get(name);
  if (layout === undefined) throw new Error(`receiver: no message ${name} in the schema; add it to a table`);
  return layout;
}
