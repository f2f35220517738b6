/** When a gRPC server wants to be asked again: `google.rpc.RetryInfo` in the trailer `grpc-status-details-bin`. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

const retryInfoType = /\/google\.rpc\.RetryInfo$/;

/** Field numbers of the messages, by their names in google/rpc and google/protobuf. */
const status = { details: 3 } as const;
const any = { typeUrl: 1, value: 2 } as const;
const retryInfo = { retryDelay: 1 } as const;
const duration = { seconds: 1, nanos: 2 } as const;

/** The delay in milliseconds; `undefined` when the details hold none or are no `google.rpc.Status`. */
export function readRetryDelayMs(details: Uint8Array): number | undefined {
  try {
    for (const detail of messagesIn(details, status.details)) {
      const [typeUrl] = messagesIn(detail, any.typeUrl);
      if (!typeUrl || !retryInfoType.test(new TextDecoder().decode(typeUrl))) continue;
      const [info = new Uint8Array()] = messagesIn(detail, any.value);
      const [delay = new Uint8Array()] = messagesIn(info, retryInfo.retryDelay);
      return readDurationMs(delay);
    }
  } catch {
    // Bytes that are no such message tell no delay.
  }
  return undefined;
}

/** The length-delimited fields of one number. */
function messagesIn(bytes: Uint8Array, number: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === number && wireType === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return found;
}

function readDurationMs(bytes: Uint8Array): number {
  const reader = new BinaryReader(bytes);
  let delayMs = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === duration.seconds && wireType === WireType.Varint) delayMs += Number(reader.int64()) * 1_000;
    else if (field === duration.nanos && wireType === WireType.Varint) delayMs += reader.int32() / 1_000_000;
    else reader.skip(wireType, field);
  }
  return delayMs;
}
