/** Attribute values as plain data: `[key, type, value]`. */
import type { Attribute, Attributes, PlainValue, ReceivedLog, ValueType } from './records.js';
import type { Decoded } from './schema/messages.js';

/** A 64-bit number as a JavaScript number while that is exact, else as decimal text. */
export function toPlainNumber(whole: bigint): number | string {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole.toString();
}

/** An id as lower-case hex; an absent one is empty text. */
export const toHex = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex');

function toTyped(value: Decoded<'AnyValue'> | undefined): readonly [ValueType, PlainValue] {
  const choice = value?.value ?? { case: undefined };
  switch (choice.case) {
    case undefined:
      return ['empty', null];
    case 'stringValue':
      return ['string', choice.value];
    case 'boolValue':
      return ['bool', choice.value];
    case 'intValue':
      return ['int', toPlainNumber(choice.value)];
    case 'doubleValue':
      return ['double', choice.value];
    case 'arrayValue':
      return ['array', choice.value.values.map((item) => toTyped(item)[1])];
    case 'kvlistValue':
      return ['kvlist', Object.fromEntries(choice.value.values.map((entry) => [entry.key, toTyped(entry.value)[1]]))];
    case 'bytesValue':
      return ['bytes', Buffer.from(choice.value).toString('base64')];
  }
}

/** Attributes as plain triples, in the order of the wire. */
export function toAttributes(entries: readonly Decoded<'KeyValue'>[]): Attributes {
  return entries.map(({ key, value }): Attribute => [key, ...toTyped(value)]);
}

/** A log body as type and value; null when there is none, or when it holds nothing. */
export function toBody(body: Decoded<'AnyValue'> | undefined): ReceivedLog['body'] {
  return body?.value.case === undefined ? null : toTyped(body);
}
