/** The closing record of a session: how many events it had, and how many of them a destination must not wait for. */
import { type TelemetryEvent, withChanges } from '../events.js';
import { declareEvent } from './define.js';
import { fact } from './field.js';

/** Its name; one of the bus's own, beside those of Codex. */
export const sessionReceiptName = 'codexotel.session_receipt';

/** What it says. It speaks of the events before it, never of itself. */
export const sessionReceipt = declareEvent(
  {
    /** Events of the session, whatever became of them: the last sequence number before the receipt. */
    emitted: fact.int,
    /** Of these, the events that no destination got: switched off, or withheld because a redaction failed. */
    refused: fact.int,
    /** Of these, the records that the bus gave up for this destination, until the receipt left. */
    dropped: fact.int,
    /** Of these, the records that this destination refused, until the receipt left. */
    rejected: fact.int,
  },
  { isKeptLonger: () => true },
);

/** The receipt as one destination gets it. */
export const withLosses = (
  receipt: TelemetryEvent,
  losses: { readonly dropped: number; readonly rejected: number },
): TelemetryEvent => withChanges(receipt, { fields: { ...receipt.fields, ...losses } });
