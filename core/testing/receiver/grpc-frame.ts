/** The frame around a gRPC message: one byte that tells whether it is compressed, four bytes of length. */
import { Refusal } from './refusal.js';

const HEAD_BYTES = 5;

/** A message out of its frame. */
export interface Frame {
  readonly isCompressed: boolean;
  readonly message: Uint8Array;
}

/**
 * Takes the one message of a unary call out of its frame.
 *
 * @throws Refusal when there is no whole message, or more than one
 */
export function unframe(body: Uint8Array): Frame {
  if (body.length < HEAD_BYTES) throw new Refusal('the gRPC frame ends early');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const flag = view.getUint8(0);
  const end = HEAD_BYTES + view.getUint32(1);
  if (flag > 1) throw new Refusal('the first byte of the gRPC frame is neither 0 nor 1');
  if (body.length < end) throw new Refusal('the gRPC frame ends early');
  if (body.length > end) throw new Refusal('there is more than one gRPC message');
  return { isCompressed: flag === 1, message: body.subarray(HEAD_BYTES) };
}

/** Puts a message into a frame, uncompressed. `length` may promise more than the message holds. */
export function frame(message: Uint8Array, length: number = message.length): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}
