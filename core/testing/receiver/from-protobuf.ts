/** A protobuf body, decoded: the library reads it, after a look at what the library would pass over. */
import { fromBinary } from '@bufbuild/protobuf';
import { checkFrames } from './frames.js';
import { MAX_VALUE_DEPTH } from './limits.js';
import { Refusal } from './refusal.js';
import { descriptorOf } from './schema/descriptors.js';
import type { MessageName } from './schema/messages.js';
import type { Tree } from './tree.js';

/** A value inside a key-value list is three messages deep; the rest of the deepest path is under 20. */
const RECURSION_LIMIT = MAX_VALUE_DEPTH * 3 + 20;

/**
 * Decodes a body. Unknown fields stay in it, under `$unknown`, for the checks to find.
 *
 * @throws Refusal when the bytes are no such message, or are framed in a way that no encoder writes
 */
export function fromProtobuf(name: MessageName, bytes: Uint8Array): Tree {
  try {
    checkFrames(name, bytes);
    return fromBinary(descriptorOf(name), bytes, { recursionLimit: RECURSION_LIMIT });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('the body is not a protobuf message: a broken tag, or it ends early', {}, { cause: error });
  }
}
