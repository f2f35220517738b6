/** The words in which a field is declared: `fact.int`, `content.string.with({ switch: … })`, `fact.oneOf('user', 'config')`. */

import { CodexotelError } from '../errors.js';
import type {
  Derivation,
  FieldClass,
  FieldDeclaration,
  FieldType,
  FieldValue,
  Lane,
  Switch,
  WhenOff,
} from '../events.js';

/** What may be said of a field besides its class and type. */
export interface FieldOptions {
  readonly lanes?: Lane | readonly Lane[];
  readonly switch?: Switch;
  readonly whenOff?: WhenOff;
  readonly isFact?: (value: FieldValue) => boolean;
  readonly codex?: (value: FieldValue) => FieldValue;
  readonly derive?: Derivation;
  readonly standsFor?: string;
  readonly isPreviewed?: boolean;
  readonly maxBytes?: number;
}

/** What may be said of a field of class `C`: only facts may be offered to the trace lane, or a field that says by `isFact` which of its values are. */
export type FieldOptionsOf<C extends FieldClass> = C extends 'fact'
  ? FieldOptions
  :
      | (FieldOptions & { readonly lanes?: 'log' | readonly 'log'[] })
      | (FieldOptions & { readonly isFact: (value: FieldValue) => boolean });

/** A declared field whose values in code are of type `T`. */
export interface Field<T, C extends FieldClass = FieldClass> extends FieldDeclaration {
  readonly class: C;
  /** Only for the compiler: the type of the values. */
  readonly valueType?: T;
  /** The same field with more said of it. Throws `ERR_EVENT_DECLARATION` when that would open the trace lane to content or identity. */
  with(options: FieldOptionsOf<C>): Field<T, C>;
}

/** The types a class offers. */
export interface FieldWords<C extends FieldClass> {
  readonly string: Field<string, C>;
  readonly int: Field<number, C>;
  /** An integer that Codex declares unsigned: text on the trace lane of the `codex` dialect. */
  readonly uint: Field<number, C>;
  readonly double: Field<number, C>;
  readonly boolean: Field<boolean, C>;
  /** One of a closed list; another value at run time is treated as undeclared content. */
  oneOf<const V extends readonly string[]>(...values: V): Field<V[number], C>;
}

/** Lengths, counts, durations, status codes, tool names, closed texts: may go anywhere. */
export const fact: FieldWords<'fact'> = fieldWords('fact');

/** Account ids, e-mail, host and server names: log lane only. */
export const identity: FieldWords<'identity'> = fieldWords('identity');

/** Prompts, arguments, outputs, responses, free error text: log lane only, by a switch (`log_tool_content` unless said otherwise). */
export const content: FieldWords<'content'> = fieldWords('content');

/** The `codex` dialect's spelling of numbers and booleans that Codex renders to text. */
export const asText = (value: FieldValue): FieldValue => (typeof value === 'object' ? value : String(value));

/** The `codex` dialect's spelling of a closed word: `automated_reviewer` is written `AutomatedReviewer`. */
export const asPascalCase = (value: FieldValue): FieldValue =>
  typeof value === 'string' ? value.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()) : value;

function fieldWords<C extends FieldClass>(fieldClass: C): FieldWords<C> {
  const word = <T>(type: FieldType, values?: readonly string[]): Field<T, C> =>
    makeField<T, C>({
      class: fieldClass,
      type,
      lanes: fieldClass === 'fact' ? ['log', 'trace'] : ['log'],
      whenOff: 'omit',
      ...(fieldClass === 'content' && { switch: 'log_tool_content' }),
      ...(values && { values: Object.freeze([...values]) }),
    });
  return Object.freeze({
    string: word<string>('string'),
    int: word<number>('int'),
    uint: word<number>('uint'),
    double: word<number>('double'),
    boolean: word<boolean>('boolean'),
    oneOf: <const V extends readonly string[]>(...values: V) => word<V[number]>('string', values),
  });
}

function makeField<T, C extends FieldClass>(declaration: FieldDeclaration & { readonly class: C }): Field<T, C> {
  if (declaration.class !== 'fact' && declaration.lanes.includes('trace') && !declaration.isFact) {
    throw new CodexotelError(
      'ERR_EVENT_DECLARATION',
      `a field of class ${declaration.class} cannot be on the trace lane; declare a length or a count beside it, or say with isFact which values are facts`,
    );
  }
  if (declaration.class === 'content' && declaration.switch === undefined) {
    throw new CodexotelError(
      'ERR_EVENT_DECLARATION',
      'a field of class content needs a switch; leave it out for "log_tool_content"',
    );
  }
  if (declaration.derive && (declaration.class !== 'fact' || declaration.switch)) {
    throw new CodexotelError(
      'ERR_EVENT_DECLARATION',
      'a field that follows from another one must be a fact without a switch; a length or a count is',
    );
  }
  return Object.freeze({
    ...declaration,
    with({ lanes, ...options }: FieldOptions): Field<T, C> {
      const chosen = lanes === undefined ? declaration.lanes : typeof lanes === 'string' ? [lanes] : [...lanes];
      return makeField<T, C>({ ...declaration, ...options, lanes: Object.freeze(chosen) });
    },
  });
}
