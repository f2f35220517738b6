/**
 * What a lenient protobuf reader passes over: a wire type that does not fit its field, a message that runs out of the
 * one around it, a field given twice, text that is not UTF-8. Reads with the library's own reader and keeps nothing.
 */
import { isUtf8 } from 'node:buffer';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FieldDescriptorProto_Type as ProtoType } from '@bufbuild/protobuf/wkt';
import { MAX_VALUE_DEPTH } from './limits.js';
import { at, NOT_TEXT, type Place, refuse, TOO_DEEP, TWO_MEMBERS } from './refusal.js';
import { type FieldLayout, layoutOf, type MessageName } from './schema/messages.js';

const TOO_LONG = 'longer than the message around it';

/** The wire type of each protobuf type that is not length-delimited. */
const WIRE_TYPES: ReadonlyMap<ProtoType, WireType> = new Map([
  [ProtoType.BOOL, WireType.Varint],
  [ProtoType.INT32, WireType.Varint],
  [ProtoType.SINT32, WireType.Varint],
  [ProtoType.UINT32, WireType.Varint],
  [ProtoType.INT64, WireType.Varint],
  [ProtoType.UINT64, WireType.Varint],
  [ProtoType.DOUBLE, WireType.Bit64],
  [ProtoType.FIXED64, WireType.Bit64],
  [ProtoType.SFIXED64, WireType.Bit64],
  [ProtoType.FIXED32, WireType.Bit32],
]);

function fitsWireType(field: FieldLayout, wireType: WireType): boolean {
  const expected = field.scalar === undefined ? undefined : WIRE_TYPES.get(field.scalar.proto);
  if (expected === undefined) return wireType === WireType.LengthDelimited;
  return wireType === expected || (field.label === 'many' && wireType === WireType.LengthDelimited);
}

/** Reads a length and answers with the position where what follows must end. */
function readEnd(reader: BinaryReader, end: number, place: Place | undefined): number {
  const length = reader.uint32();
  if (reader.pos + length > end) refuse(place, TOO_LONG);
  return reader.pos + length;
}

/** Checks packed numbers: each is read, and the last must end where the field ends. */
function checkPacked(reader: BinaryReader, end: number, wireType: WireType, place: Place): void {
  while (reader.pos < end) reader.skip(wireType);
  if (reader.pos !== end) refuse(place, 'its packed numbers do not fill it evenly');
}

/** Notes in a set of bits that a field was given, and refuses the second time. */
function noteOnce(given: number, field: FieldLayout, place: Place): number {
  if (field.label === 'many') return given;
  const bit = 1 << field.slot;
  if ((given & bit) !== 0) refuse(place, field.oneof === undefined ? 'given twice' : TWO_MEMBERS(field.oneof));
  return given | bit;
}

function checkScalar(reader: BinaryReader, field: FieldLayout, wireType: WireType, end: number, place: Place): void {
  if (wireType !== WireType.LengthDelimited) {
    reader.skip(wireType);
    return;
  }
  const packed = field.scalar === undefined ? undefined : WIRE_TYPES.get(field.scalar.proto);
  if (packed !== undefined) {
    checkPacked(reader, readEnd(reader, end, place), packed, place);
    return;
  }
  const start = reader.pos;
  readEnd(reader, end, place);
  reader.pos = start;
  const content = reader.bytes();
  if (field.scalar?.json === 'text' && !isUtf8(content)) refuse(place, NOT_TEXT);
}

/** Checks one message that stands in a field. */
function checkChild(child: MessageName, reader: BinaryReader, end: number, place: Place, depth: number): void {
  const childDepth = child === 'AnyValue' ? depth + 1 : depth;
  if (childDepth > MAX_VALUE_DEPTH) refuse(place, TOO_DEEP);
  checkMessage(child, reader, readEnd(reader, end, place), place, childDepth);
}

/** Checks one message up to `end`; `depth` counts the values around it. */
function checkMessage(name: MessageName, reader: BinaryReader, end: number, place: Place | undefined, depth: number) {
  const { byNumber } = layoutOf(name);
  let given = 0;
  let counts: Map<number, number> | undefined;
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = byNumber.get(number);
    if (field === undefined) {
      // The decoder keeps it, and the checks refuse it by its number.
      reader.skip(wireType, number);
      continue;
    }
    const fieldPlace = at(place, field.key);
    given = noteOnce(given, field, fieldPlace);
    if (!fitsWireType(field, wireType)) refuse(fieldPlace, `wire type ${wireType} does not fit ${field.type}`);
    if (field.message === undefined) {
      checkScalar(reader, field, wireType, end, fieldPlace);
    } else if (field.label === 'many') {
      counts ??= new Map();
      const index = counts.get(number) ?? 0;
      counts.set(number, index + 1);
      checkChild(field.message, reader, end, at(fieldPlace, index), depth);
    } else {
      checkChild(field.message, reader, end, fieldPlace, depth);
    }
  }
  if (reader.pos !== end) refuse(place, 'its last field is longer than the message');
}

/**
 * Checks how a body is framed.
 *
 * @throws Refusal when a frame is wrong; RangeError or Error of the library when the bytes are no frames at all
 */
export function checkFrames(name: MessageName, bytes: Uint8Array): void {
  checkMessage(name, new BinaryReader(bytes), bytes.length, undefined, 0);
}
