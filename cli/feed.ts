/** Feeding a bus from a file or a stream: started by the first facts, held back by its queues, waited for at the end. */
import {
  type Bus,
  isAllDelivered,
  type Receipt,
  type SessionFacts,
  type SessionInput,
  type SessionTelemetry,
} from '../index.js';
import { RefusedConfiguration, startBus } from './bus.js';
import { exitCodes } from './exit-codes.js';
import { tellReceipt } from './tell.js';

/** One event on its way into the bus: any name, any fields. */
interface FedEvent {
  readonly name: string;
  readonly fields: unknown;
  readonly timeMs?: number;
}

/** What the bus did with an event before it queued it: values that had to be changed, and why no sink will see it. */
type Taken = Pick<Receipt, 'altered' | 'refused'>;

/** The bus of a feeding command. */
export interface Feed {
  /** Sets the facts for the events after it, and returns those that can be used; numbers of a known conversation go on. */
  session(facts: SessionInput): Promise<SessionFacts>;
  /** Emits, and waits while the queues are full. */
  event(event: FedEvent): Promise<Taken>;
  /** The input cannot be read to its end: what was read is delivered, but the exit code says that it was not all. */
  breakOff(): void;
  /** Waits for delivery, reports, and says the exit code. */
  end(): Promise<number>;
}

/** How to start the bus and what to say at the end. */
export interface FeedOptions {
  readonly config: string | undefined;
  readonly timeoutMs: number;
  readonly isJson: boolean;
}

/** Events between two looks whether a destination that took nothing for a whole timeout takes something again. */
const eventsBetweenLooks = 64;

/** Starts a feed. The bus begins with the first facts, so that its resource bears the name of the session's program. */
function createFeed({ config, timeoutMs, isJson }: FeedOptions): Feed {
  const sessions = new Map<string, SessionTelemetry>();
  let bus: Bus | undefined;
  let current: SessionTelemetry | undefined;
  let last: Taken = { refused: {}, altered: {} };
  let events = 0;
  let isPatient = true;
  let isWhole = true;

  const open = async (facts: SessionInput): Promise<Bus> => {
    bus ??= await startBus(config, facts);
    return bus;
  };
  /** Looks after each event, since a configured queue may be short. */
  const waitForRoom = async (opened: Bus): Promise<void> => {
    if (isPatient) isPatient = await opened.room(timeoutMs);
    else if (events % eventsBetweenLooks === 0) isPatient = await opened.room(1);
  };

  return {
    async session(facts) {
      const opened = await open(facts);
      const id = conversationOf(facts);
      current = sessions.get(id)?.with(facts) ?? opened.session(facts);
      sessions.set(id, current);
      last = opened.receipt();
      return current.facts;
    },
    async event({ name, fields, timeMs }) {
      const opened = await open({});
      const target = current ?? opened;
      const emit: (name: never, fields: never, options: { time: number | undefined }) => void =
        target.emit.bind(target);
      emit(name as never, fields as never, { time: timeMs });
      const before = last;
      last = opened.receipt();
      events++;
      await waitForRoom(opened);
      return { refused: growth(before.refused, last.refused), altered: growth(before.altered, last.altered) };
    },
    breakOff() {
      isWhole = false;
    },
    async end() {
      const receipt = await (await open({})).close(timeoutMs);
      if (isJson) process.stdout.write(`${JSON.stringify({ ...receipt, events })}\n`);
      else tellReceipt(receipt, events);
      return isWhole && isAllDelivered(receipt) && !hasLosses(receipt) ? exitCodes.delivered : exitCodes.undelivered;
    },
  };
}

/** Runs a feeding command: a refused configuration is an exit code like any other end. */
export async function feeding(options: FeedOptions, run: (feed: Feed) => Promise<void>): Promise<number> {
  const feed = createFeed(options);
  try {
    await run(feed);
    return await feed.end();
  } catch (error) {
    if (error instanceof RefusedConfiguration) return exitCodes.usage;
    throw error;
  }
}

/** The id as it is said, whatever it is: facts come from a file or a stream. */
function conversationOf(facts: SessionInput): string {
  const { 'conversation.id': id }: Readonly<Record<string, unknown>> = facts;
  return typeof id === 'object' ? JSON.stringify(id) : `${id}`;
}

type Counts = Readonly<Partial<Record<string, number>>>;

/** The counts that grew, by how much. */
function growth(before: Counts, after: Counts): Counts {
  const grown = Object.entries(after).map(([name, count = 0]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, more]) => more > 0));
}

/** Events refused by name or by switch are told or meant; any other refusal lost something. */
function hasLosses({ refused }: Receipt): boolean {
  const { unknown_event: _unknown, switched_off: _meant, ...losses } = refused;
  return Object.values(losses).some((count) => count > 0);
}
