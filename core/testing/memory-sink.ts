/** A sink that keeps what it is given, and answers as it is told. */
import { attributesOf } from '../catalogue/attributes.js';
import type { FieldValue, TelemetryEvent } from '../events.js';
import type { Outcome, Plugin, Sink } from '../plugin.js';
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

/** Creates a memory sink; `sink` overrides its classes, lane or bounds, `name` that of its plugin. */
export function memorySink({ name = 'memory', ...sink }: { readonly name?: string } & Partial<Sink> = {}): MemorySink {
  const records: TelemetryEvent[] = [];
  const attempts: number[] = [];
  let reply: (batch: readonly TelemetryEvent[]) => Outcome | Promise<Outcome> = () => ({ kind: 'acked' });
  const own: Sink = {
    classes: ['fact', 'identity', 'content'],
    unit: 'record',
    ...sink,
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
