/** A sink that keeps what it is given, and answers as it is told. */
import { attributesOf } from '../catalogue/attributes.js';
import type { FieldValue, TelemetryEvent } from '../events.js';
import type { Outcome, Plugin, Sight, Sink, WayOut } from '../plugin.js';
import { definePlugin } from '../plugin.js';

/** A sink in memory, and the plugin that brings it to a bus. */
export interface MemorySink {
  /** For `start({ plugins })`; the sink's full name is `memory.records`. */
  readonly plugin: Plugin;
  /** Events of the acknowledged batches, in order. */
  readonly records: readonly TelemetryEvent[];
  /** Sizes of all batches that were tried. */
  readonly attempts: readonly number[];
  /** The attributes of an acknowledged event, as the log lane would carry them. */
  attributes(index: number): Readonly<Record<string, FieldValue>>;
  /** Decides what comes of the next attempts; default: acknowledged. */
  answer(reply: (batch: readonly TelemetryEvent[]) => Outcome | Promise<Outcome>): void;
}

/** What may be said of a memory sink; without it, it is one of the log lane and sees everything. */
export type MemorySinkOptions = Partial<WayOut> & PartialSight & { readonly name?: string };

type PartialSight = Sight | { readonly lane?: 'log' | 'trace'; readonly classes?: never };

/** Creates a memory sink; `name` is that of its plugin. On the trace lane it sees facts alone. */
export function memorySink({ name = 'memory', ...said }: MemorySinkOptions = {}): MemorySink {
  const { lane: _lane, classes: _classes, ...way } = said;
  const records: TelemetryEvent[] = [];
  const attempts: number[] = [];
  let reply: (batch: readonly TelemetryEvent[]) => Outcome | Promise<Outcome> = () => ({ kind: 'acked' });
  const own: Sink = {
    unit: 'record',
    ...way,
    ...sightOf(said),
    async attempt(batch) {
      attempts.push(batch.length);
      const outcome = await reply(batch);
      if (outcome?.kind === 'acked') records.push(...batch);
      return outcome;
    },
  };
  return {
    plugin: definePlugin({ name, setup: () => ({ sinks: { records: own } }) }),
    records,
    attempts,
    attributes: (index) => {
      const record = records[index];
      if (!record) throw new RangeError(`memorySink: there is no record ${index}; ${records.length} arrived`);
      return Object.fromEntries(attributesOf(record, { lane: own.lane ?? 'log' }));
    },
    answer: (next) => {
      reply = next;
    },
  };
}

function sightOf(said: PartialSight): Sight {
  if (said.lane === 'trace') return { lane: 'trace', classes: said.classes ?? ['fact'] };
  return { classes: said.classes ?? ['fact', 'identity', 'content'] };
}
