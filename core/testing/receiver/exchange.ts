/** One request from its head to its answer, the same over both transports: read, judge, write down, answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PendingRequest } from './answers.js';
import type { Encoding } from './decode.js';
import { tooLong } from './inflate.js';
import type { ServerParts } from './parts.js';
import { isAgreeable, type Plan } from './plan.js';
import type { Body } from './read-body.js';
import type { ReceivedRecord, Signal, Transport } from './records.js';
import { Refusal } from './refusal.js';
import type { ReceivedRequest, RequestFacts, SentAnswer } from './requests.js';
import { SIGNALS } from './signals.js';

/** What goes back to the client: a plan of the script, or the refusal of a broken rule. */
export type Reply = Plan | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A body out of its wrapping. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
}

/** What is known before the body is read. */
export interface Head {
  readonly signal?: Signal;
  readonly transport: Transport | 'http';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
}

/** One request as its transport sees it. */
export interface Wire {
  readonly head: Head;
  /** What is wrong with the head alone; such a request takes no turn of the script. */
  readonly objection: Refusal | undefined;
  readonly read: () => Promise<Body>;
  /** The body as it is kept, and whether it is compressed. */
  readonly wrapping: (body: Uint8Array) => { readonly bytes: Uint8Array; readonly gzip: boolean };
  /** Takes the message out of the body. @throws Refusal */
  readonly unwrap: (body: Uint8Array) => Promise<Message>;
  /** The status that a reply goes out with, if any. */
  readonly statusOf: (reply: Reply) => number | undefined;
  /** Sends a reply. Does nothing when the client is gone. */
  readonly reply: (reply: Reply) => void;
  /** Aborted when the client is gone or the receiver closes. */
  readonly gone: AbortSignal;
}

interface Verdict {
  readonly records: readonly ReceivedRecord[];
  readonly refusal?: Refusal;
}

async function read(wire: Wire, body: Body): Promise<readonly ReceivedRecord[]> {
  const { signal, transport } = wire.head;
  if (body.end === 'cut') throw new Refusal(`the client left after ${body.bytes.length} bytes of the body`);
  if (wire.objection !== undefined) throw wire.objection;
  if (body.end === 'too-long') throw tooLong('has');
  const message = await wire.unwrap(body.bytes);
  return signal === undefined || transport === 'http'
    ? []
    : SIGNALS[signal].read(message.encoding, message.bytes, transport);
}

/** Whatever goes wrong while a request is read is the request's fault: it is refused, and the receiver goes on. */
async function judge(wire: Wire, body: Body): Promise<Verdict> {
  try {
    return { records: await read(wire, body) };
  } catch (error) {
    const isKnown = error instanceof Refusal;
    return { records: [], refusal: isKnown ? error : new Refusal('could not be read', {}, { cause: error }) };
  }
}

/** A failure of the script goes out as it is; a success goes out only when the request kept the rules. */
function choose(plan: Plan | undefined, refusal: Refusal | undefined): Reply | undefined {
  const isRefused = refusal !== undefined && (plan === undefined || isAgreeable(plan));
  return isRefused ? { kind: 'refused', refusal } : plan;
}

const toAnswer = (kind: SentAnswer['kind'], status: number | undefined): SentAnswer => ({
  kind,
  ...(status !== undefined && { status }),
});

/** Hears one request out and answers it. Settles when the answer is under way; a hanging one settles without. */
export async function hear(wire: Wire, { script, journal }: ServerParts): Promise<void> {
  const turn = wire.objection === undefined ? script.next() : undefined;
  if (turn?.plan?.kind === 'never-read') {
    const facts: RequestFacts = { ...wire.head, bytes: new Uint8Array(0), gzip: false };
    journal.add({ ...facts, records: [], answer: { kind: 'never-read' } }, false);
    return;
  }
  const body = await wire.read();
  const { records, refusal } = await judge(wire, body);
  const pending: PendingRequest = {
    ...wire.head,
    ...wire.wrapping(body.bytes),
    records,
    ...(refusal !== undefined && { refusedReason: refusal.message }),
  };
  if (body.end === 'cut') {
    journal.add({ ...pending, answer: { kind: 'cut' } }, false);
    return;
  }
  const plan = turn?.decide(pending);
  const reply = choose(plan, refusal);
  if (reply === undefined) return;
  const request: ReceivedRequest = { ...pending, answer: toAnswer(reply.kind, wire.statusOf(reply)) };
  journal.add(request, plan?.isStored ?? false);
  if (await isStillThere(wire, plan?.delayMs ?? 0)) wire.reply(reply);
}

/** Waits, and tells whether the client did too. */
async function isStillThere(wire: Wire, delayMs: number): Promise<boolean> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: wire.gone }).catch(() => undefined);
  return !wire.gone.aborted;
}
