/** From the bytes of a body to a checked and typed request. */
import { checkMessage } from './checks.js';
import { fromJson } from './from-json.js';
import { fromProtobuf } from './from-protobuf.js';
import type { Decoded, MessageName } from './schema/messages.js';

/** How a body is written. */
export type Encoding = 'json' | 'protobuf';

/**
 * Decodes a body and checks it by the schema.
 *
 * @throws Refusal when the body breaks a rule
 */
export function decode<Name extends MessageName>(name: Name, encoding: Encoding, bytes: Uint8Array): Decoded<Name> {
  const tree = encoding === 'json' ? fromJson(name, bytes) : fromProtobuf(name, bytes);
  checkMessage(name, tree);
  // Both decoders build by the table from which the type is read.
  return tree as Decoded<Name>;
}
