/** The end of the process without a close: what waits is delivered in time, and nothing of ours holds the process longer. */
import { isAwaited } from './deadline.js';
import { type LastMessage, sendLastMessages } from './delivery/last-words.js';
import { attemptsUnderWay, endAttempts, whileAttemptsLast } from './delivery/under-way.js';

/** An open bus, as far as the end of the process goes. */
export interface Leaver {
  /** Events and measurements so far; a bus that had none since its last flush is left alone. */
  said(): number;
  /** Flushes within the bus's own deadline for this; never rejects. */
  flush(): Promise<unknown>;
  /** How long the process may be held, in milliseconds; 0: not at all. */
  timeoutMs(): number;
  /** What waits, by sink, as requests ready to be sent. */
  lastMessages(isLate: () => boolean): ReadonlyArray<readonly LastMessage[]>;
}

/** The open buses, each with what it had said at its last flush. */
const leavers = new Map<Leaver, number>();
let isFlushing = false;

/**
 * Sees to a bus until the process ends. When nothing is left to do but our own attempts, it is flushed; when the process is
 * ended at once, by `process.exit` or an uncaught error, what waits is sent by another thread meanwhile. Returns the undo.
 */
export function deliverBeforeExit(leaver: Leaver): () => void {
  if (leavers.size === 0) listen();
  leavers.set(leaver, 0);
  return () => {
    if (leavers.delete(leaver) && leavers.size === 0) unlisten();
  };
}

function listen(): void {
  process.on('beforeExit', flushAll);
  process.on('exit', sendLast);
  whileAttemptsLast(() => void flushWhenAlone());
}

function unlisten(): void {
  process.off('beforeExit', flushAll);
  process.off('exit', sendLast);
  whileAttemptsLast(undefined);
}

/** How long the process may be held, all buses together. */
const longestTimeoutMs = (): number => Math.max(0, ...[...leavers.keys()].map((leaver) => leaver.timeoutMs()));

const due = (): readonly Leaver[] =>
  [...leavers].flatMap(([leaver, flushed]) => (leaver.said() !== flushed && leaver.timeoutMs() > 0 ? [leaver] : []));

/** Nothing else is left to do. Afterwards nothing of ours holds the process: attempts that are still under way end. */
async function flushAll(): Promise<void> {
  const waiting = due();
  if (isFlushing || waiting.length === 0) return;
  await flushEach(waiting);
  endAttempts(0);
}

async function flushEach(waiting: readonly Leaver[]): Promise<void> {
  isFlushing = true;
  for (const leaver of waiting) leavers.set(leaver, leaver.said());
  await Promise.all(waiting.map((leaver) => leaver.flush()));
  isFlushing = false;
}

/** How often the process may turn out to go on after all, before it is no longer looked at. */
const maxMistakes = 3;
let mistakes = 0;

/** An attempt may take ten seconds, and its socket holds the process: long before, it may be all that is left of it. */
async function flushWhenAlone(): Promise<void> {
  if (isFlushing || mistakes >= maxMistakes || isAwaited() || !isAlone()) return;
  await flushEach(due());
  if (endAttempts(longestTimeoutMs()) === 0) return;
  // A process that really was held by nothing else is gone before this timer, which holds nobody, can fire.
  setTimeout(() => mistakes++, 500).unref();
}

/** What an attempt can hold the process by. Pipes and terminals are listed for stdout and stderr, which hold nothing. */
const ownResources: ReadonlySet<string> = new Set([
  'GetAddrInfoReqWrap',
  'ConnectWrap',
  'TCPConnectWrap',
  'TCPSocketWrap',
  'TLSWRAP',
  'WriteWrap',
  'ShutdownWrap',
  'HTTP2SESSION',
  'Timeout',
  'Immediate',
  'PipeWrap',
  'TTYWrap',
]);

/**
 * Whether the process is held by no more than our attempts: one socket and one timer each. It is a guess: a host may have just
 * as much that it waits for. Then the bus is flushed early, and an attempt that has lasted as long as an ending process may be held ends early, to be made
 * again.
 */
function isAlone(): boolean {
  const held = process.getActiveResourcesInfo();
  const count = (...kinds: readonly string[]) => held.filter((kind) => kinds.includes(kind)).length;
  const attempts = attemptsUnderWay();
  return (
    held.every((kind) => ownResources.has(kind)) &&
    count('TCPSocketWrap', 'GetAddrInfoReqWrap') <= attempts &&
    count('Timeout') <= attempts
  );
}

/** No promise is kept any more, so the process waits here, for the longest of the deadlines. */
function sendLast(): void {
  const waiting = due();
  if (waiting.length === 0) return;
  sendLastMessages((isLate) => waiting.flatMap((leaver) => leaver.lastMessages(isLate)), longestTimeoutMs());
}
