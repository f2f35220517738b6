/** Feeding a bus from a file or a stream: started by the first facts, held back by its queues, waited for at the end. */
import { type Bus, describeMistake, isAllDelivered, type Receipt, type SessionInput, type SessionTelemetry, start } from '../index.js';
import { exitCodes } from './exit-codes.js';

/** One event on its way into the bus: any name, any fields. */
export interface FedEvent {
  readonly name: string;
  readonly fields: unknown;
  readonly timeMs?: number;
}

/** The bus of a feeding command. */
export interface Feed {
  /** Sets the facts for the events after it; numbers of a known conversation go on. */
  session(facts: SessionInput): Promise<void>;
  /** Emits, and waits while the queues are full. */
  event(event: FedEvent): Promise<void>;
  /** Waits for delivery, reports, and says the exit code. */
  end(): Promise<number>;
}

/** How to start the bus and what to say at the end. */
export interface FeedOptions {
  readonly config: string | undefined;
  readonly timeoutMs: number;
  readonly isJson: boolean;
}

/** The configuration has mistakes; they are told already. */
export class RefusedConfiguration extends Error {}

/** Says something to people. */
export const tell = (line: string): void => void process.stderr.write(`codexotel: ${line}\n`);

const eventsBetweenChecks = 64;

/** Starts a feed. The bus begins with the first facts, so that its resource bears the name of the session's program. */
export function createFeed({ config, timeoutMs, isJson }: FeedOptions): Feed {
  const sessions = new Map<string, SessionTelemetry>();
  let bus: Bus | undefined;
  let current: SessionTelemetry | undefined;
  let events = 0;
  let isPatient = true;

  const open = async (facts: SessionInput): Promise<Bus> => {
    bus ??= await startBus(config, facts);
    return bus;
  };

  return {
    async session(facts) {
      const open_ = await open(facts);
      const id = facts['conversation.id'] ?? '';
      current = sessions.get(id)?.with(facts) ?? open_.session(facts);
      sessions.set(id, current);
    },
    async event({ name, fields, timeMs }) {
      const target = current ?? (await open({}));
      const emit: (name: never, fields: never, options: { time: number | undefined }) => void = target.emit.bind(target);
      emit(name as never, fields as never, { time: timeMs });
      events++;
      if (events % eventsBetweenChecks === 0 && isPatient) isPatient = (await bus?.room(timeoutMs)) ?? true;
    },
    async end() {
      const receipt = await (await open({})).close(timeoutMs);
      if (isJson) process.stdout.write(`${JSON.stringify({ ...receipt, events })}\n`);
      else reportReceipt(receipt, events);
      return isAllDelivered(receipt) && !hasLosses(receipt) ? exitCodes.delivered : exitCodes.undelivered;
    },
  };
}

async function startBus(configFile: string | undefined, facts: SessionInput): Promise<Bus> {
  const service = {
    ...(facts.originator && { name: facts.originator }),
    ...(facts['app.version'] && { version: facts['app.version'] }),
  };
  const bus = start({ service, strict: true, ...(configFile !== undefined && { configFile }) });
  bus.on('fault', ({ source, place, message }) => {
    if (source !== 'configuration') tell(`${source} (${place}): ${message}`);
  });
  try {
    const { sinks } = await bus.ready;
    if (sinks.length === 0) tell('no destination is configured: the events go nowhere; see --config');
    return bus;
  } catch {
    for (const mistake of bus.describe().mistakes) tell(describeMistake(mistake));
    await bus.close(0);
    throw new RefusedConfiguration();
  }
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

/** Events refused by name or by switch are told or meant; any other refusal lost something. */
function hasLosses({ refused }: Receipt): boolean {
  const { unknown_event: _unknown, switched_off: _meant, ...losses } = refused;
  return Object.values(losses).some((count) => count > 0);
}

function reportReceipt({ refused, altered, sinks }: Receipt, events: number): void {
  tell(`${events} events emitted`);
  for (const [reason, count] of Object.entries(refused)) tell(`  ${count} refused: ${reason}`);
  for (const [alteration, count] of Object.entries(altered)) tell(`  ${count} values ${alteration}`);
  for (const [name, { unit, accepted, delivered, pending, rejected, dropped }] of Object.entries(sinks)) {
    const losses = Object.entries({ pending, rejected, ...dropped }).filter(([, count]) => count > 0);
    tell(`${name}: ${delivered} of ${accepted} ${unit}s delivered${losses.map(([reason, count]) => `, ${count} ${reason}`).join('')}`);
  }
}
