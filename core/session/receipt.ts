/** From a session that has ended to its closing record. */
import { sessionReceipt, sessionReceiptName } from '../catalogue/session-receipt.js';
import { bareRecordBytes } from '../catalogue/weight.js';
import type { EmitLedger } from '../delivery/ledger.js';
import type { TelemetryEvent } from '../events.js';
import type { SessionState } from './state.js';

/** The receipt, numbered behind the events of its session; none for a session without events since the one before. What a sink lost is added as it leaves. */
export function toSessionReceipt(
  session: SessionState,
  { refusedOf }: EmitLedger,
  time: number,
): TelemetryEvent | undefined {
  const { emitted, stream, facts, bytes } = session;
  if (session.isConcluded) return undefined;
  return {
    name: sessionReceiptName,
    declaration: sessionReceipt,
    time,
    observedTime: time,
    stream,
    sequence: session.nextOfReceipt(),
    session: facts,
    fields: { emitted, refused: refusedOf.get(stream) ?? 0 },
    undeclared: undefined,
    trace: undefined,
    bytes: bareRecordBytes + bytes,
  };
}
