/** How each scalar stands in OTLP/JSON, which differs from protobuf's own JSON: ids are hex, enums are numbers. */
import { NOT_TEXT, type Place, refuse } from './refusal.js';
import type { Scalar } from './schema/scalars.js';

const WHOLE = /^-?(0|[1-9][0-9]*)$/;
const REAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
const HEX = /^([0-9a-fA-F]{2})*$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/;
const NAMED_REALS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
/** No 64-bit number has more characters, and longer texts are not worth a conversion. */
const LONGEST_WHOLE = 20;

function readText(json: unknown, place: Place): string {
  if (typeof json !== 'string') refuse(place, 'must be text');
  if (!json.isWellFormed()) refuse(place, NOT_TEXT);
  return json;
}

function readFlag(json: unknown, place: Place): boolean {
  if (typeof json !== 'boolean') refuse(place, 'must be true or false');
  return json;
}

/** Whole numbers come as a number or as text; JavaScript reads a larger JSON number inexactly, so that is refused. */
function readWhole(json: unknown, range: Scalar['range'], place: Place): bigint {
  let whole: bigint;
  if (typeof json === 'number') {
    if (!Number.isInteger(json)) refuse(place, 'must be a whole number');
    if (!Number.isSafeInteger(json)) refuse(place, 'a whole number beyond 2^53 must be written as text');
    whole = BigInt(json);
  } else {
    const isWhole = typeof json === 'string' && json.length <= LONGEST_WHOLE && WHOLE.test(json);
    if (!isWhole) refuse(place, 'must be a whole number, or one as text');
    whole = BigInt(json);
  }
  if (range !== undefined && (whole < range[0] || whole > range[1])) {
    refuse(place, `must be within ${range[0]} and ${range[1]}`);
  }
  return whole;
}

/** The range of an enum is left to the checks that both encodings share. */
function readEnum(json: unknown, place: Place): number {
  if (typeof json === 'string') refuse(place, 'an enum must be written as its number, not as text');
  return Number(readWhole(json, undefined, place));
}

function readReal(json: unknown, place: Place): number {
  if (typeof json === 'number') return json;
  if (typeof json !== 'string') refuse(place, 'must be a number');
  const named = NAMED_REALS.get(json);
  if (named !== undefined) return named;
  if (!REAL.test(json)) refuse(place, 'must be a number, "NaN", "Infinity" or "-Infinity"');
  return Number(json);
}

function readBytes(json: unknown, encoding: 'hex' | 'base64', place: Place): Uint8Array {
  const pattern = encoding === 'hex' ? HEX : BASE64;
  if (typeof json !== 'string' || !pattern.test(json)) refuse(place, `must be text in ${encoding}`);
  return Buffer.from(json, encoding);
}

/**
 * Reads one scalar.
 *
 * @throws Refusal when it does not stand as OTLP/JSON writes it
 */
export function readScalar(scalar: Scalar, json: unknown, place: Place): unknown {
  switch (scalar.json) {
    case 'text':
      return readText(json, place);
    case 'flag':
      return readFlag(json, place);
    case 'real':
      return readReal(json, place);
    case 'number':
      return Number(readWhole(json, scalar.range, place));
    case 'bigint':
      return readWhole(json, scalar.range, place);
    case 'enum':
      return readEnum(json, place);
    case 'base64':
    case 'hex':
      return readBytes(json, scalar.json, place);
  }
}

/** What an absent scalar reads as. */
export function zeroOf(scalar: Scalar): unknown {
  switch (scalar.json) {
    case 'text':
      return '';
    case 'flag':
      return false;
    case 'bigint':
      return 0n;
    case 'base64':
    case 'hex':
      return new Uint8Array(0);
    default:
      return 0;
  }
}
