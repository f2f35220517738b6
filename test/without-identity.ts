/** Attributes without the two that the bus adds to every record, which no capture of Codex can hold. */
import type { Attribute } from '../core/testing/index.js';

/** Leaves out `log.record.uid` and `codexotel.sequence`, and nothing else. */
export const withoutIdentity = (attributes: readonly Attribute[]): readonly Attribute[] =>
  attributes.filter(([name]) => name !== 'log.record.uid' && name !== 'codexotel.sequence');
