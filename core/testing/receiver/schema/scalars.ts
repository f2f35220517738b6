/** The scalar types of OTLP: how each goes over the protobuf wire, and what it may hold. */
import { FieldDescriptorProto_Type as ProtoType } from '@bufbuild/protobuf/wkt';

/** What a scalar field is to protobuf, to JSON and to the checks. */
export interface Scalar {
  readonly proto: ProtoType;
  /** How the value stands in OTLP/JSON; `enum` is a number and never a name, `hex` is an id. */
  readonly json: 'text' | 'flag' | 'real' | 'number' | 'bigint' | 'enum' | 'base64' | 'hex';
  /** The whole numbers that are allowed, both ends included. */
  readonly range?: readonly [bigint, bigint];
  /** The length of an id in bytes. */
  readonly idBytes?: number;
  /** Whether an id may be absent (empty). */
  readonly mayBeEmpty?: boolean;
}

const UINT32 = [0n, 2n ** 32n - 1n] as const;
const INT32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

const id = (idBytes: number, mayBeEmpty: boolean) =>
  ({ proto: ProtoType.BYTES, json: 'hex', idBytes, mayBeEmpty }) as const;
/** An enum travels as a 32-bit varint; OTLP's are contiguous, so two numbers describe one. */
const enumeration = (first: bigint, last: bigint) =>
  ({ proto: ProtoType.INT32, json: 'enum', range: [first, last] }) as const;

/** Every scalar type that a schema table may name. */
export const SCALARS = {
  string: { proto: ProtoType.STRING, json: 'text' },
  bool: { proto: ProtoType.BOOL, json: 'flag' },
  double: { proto: ProtoType.DOUBLE, json: 'real' },
  bytes: { proto: ProtoType.BYTES, json: 'base64' },
  int32: { proto: ProtoType.INT32, json: 'number', range: INT32 },
  sint32: { proto: ProtoType.SINT32, json: 'number', range: INT32 },
  uint32: { proto: ProtoType.UINT32, json: 'number', range: UINT32 },
  fixed32: { proto: ProtoType.FIXED32, json: 'number', range: UINT32 },
  int64: { proto: ProtoType.INT64, json: 'bigint', range: INT64 },
  uint64: { proto: ProtoType.UINT64, json: 'bigint', range: UINT64 },
  fixed64: { proto: ProtoType.FIXED64, json: 'bigint', range: UINT64 },
  sfixed64: { proto: ProtoType.SFIXED64, json: 'bigint', range: INT64 },
  TraceId: id(16, false),
  SpanId: id(8, false),
  OptionalTraceId: id(16, true),
  OptionalSpanId: id(8, true),
  SeverityNumber: enumeration(0n, 24n),
  SpanKind: enumeration(0n, 5n),
  StatusCode: enumeration(0n, 2n),
  /** 0, "unspecified", is refused: a sum or histogram without temporality cannot be read. */
  AggregationTemporality: enumeration(1n, 2n),
} as const satisfies Readonly<Record<string, Scalar>>;

export type ScalarName = keyof typeof SCALARS;

interface JavaScriptTypes {
  readonly text: string;
  readonly flag: boolean;
  readonly real: number;
  readonly number: number;
  readonly enum: number;
  readonly bigint: bigint;
  readonly base64: Uint8Array;
  readonly hex: Uint8Array;
}

/** The JavaScript type of a decoded scalar. */
export type ScalarValue<Name extends ScalarName> = JavaScriptTypes[(typeof SCALARS)[Name]['json']];
