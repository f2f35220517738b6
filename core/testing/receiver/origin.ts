/** What all records under one scope share. */
import { toAttributes } from './plain-value.js';
import type { RecordOrigin, Transport } from './records.js';
import type { Decoded } from './schema/messages.js';

/** Tells where the records under a scope come from; an absent resource or scope reads as an empty one. */
export function toOrigin(
  transport: Transport,
  resource: Decoded<'Resource'> | undefined,
  scope: Decoded<'InstrumentationScope'> | undefined,
): RecordOrigin {
  const attributes = toAttributes(scope?.attributes ?? []);
  return {
    transport,
    resource: toAttributes(resource?.attributes ?? []),
    scope: {
      name: scope?.name ?? '',
      version: scope?.version ?? '',
      ...(attributes.length > 0 && { attributes }),
    },
  };
}
