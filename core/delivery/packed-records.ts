/**
 * Records that will wait for long, as one block of bytes. V8 collects what has grown old only when there is several times as
 * much of it: a full queue of objects that come and go costs a host more than a hundred megabytes, as bytes a fraction of it.
 */
import type { TelemetryEvent } from '../events.js';

/** Records, each with the number of its arrival. */
export interface Arrived {
  readonly records: TelemetryEvent[];
  readonly arrivals: number[];
}

type Row = readonly [
  /** Places in the list of what records share, and numbers. */
  readonly [
    name: number,
    declaration: number,
    stream: number,
    session: number,
    arrival: number,
    sequence: number,
    bytes: number,
    time: number,
    observedTime: number,
  ],
  fields: TelemetryEvent['fields'],
  /** Only where there is one of them. */
  rare?: Pick<TelemetryEvent, 'undeclared' | 'trace' | 'ordinal' | 'target'>,
];

/** Buffers come in multiples of it, so that they fit other records too. */
const step = 2_048;

/** Some records in order, packed. */
export class PackedRecords {
  private constructor(
    /** Where they are; free for others once they are unpacked or dropped. */
    readonly buffer: Buffer,
    private readonly end: number,
    private readonly shared: readonly unknown[],
    /** The stream of each. */
    readonly streams: readonly string[],
    /** Estimated bytes on the wire, of all together. */
    readonly bytes: number,
  ) {}

  /**
   * Packs records, into `spare` where that is big enough: memory that is used again need not be collected. `undefined` when one of
   * them is more than an event, such as a span, or holds what a plugin wrote and cannot be packed.
   */
  static of({ records, arrivals }: Arrived, spare: Buffer | undefined): PackedRecords | undefined {
    if (records.some(({ span, point }) => span !== undefined || point !== undefined)) return undefined;
    const shared: unknown[] = [];
    const share = (value: unknown): number => {
      const place = shared.indexOf(value);
      return place >= 0 ? place : shared.push(value) - 1;
    };
    try {
      const rows = records.map((record, at): Row => {
        const { name, declaration, stream, session, sequence, bytes, time, observedTime, fields } = record;
        const places = [share(name), share(declaration), share(stream), share(session)] as const;
        const numbers = [...places, arrivals[at] ?? 0, sequence, bytes, time, observedTime] as const;
        const { undeclared, trace, ordinal, target } = record;
        const isPlain = [undeclared, trace, ordinal, target].every((part) => part === undefined);
        return isPlain ? [numbers, fields] : [numbers, fields, { undeclared, trace, ordinal, target }];
      });
      const text = JSON.stringify(rows);
      const size = Buffer.byteLength(text);
      const buffer = spare && spare.length >= size ? spare : Buffer.allocUnsafeSlow(Math.ceil(size / step) * step);
      const streams = records.map(({ stream }) => stream);
      const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
      return new PackedRecords(buffer, buffer.write(text), shared, streams, bytes);
    } catch {
      return undefined;
    }
  }

  /** The records as they were: what they share with others is the same object again. */
  unpack(): Arrived {
    const rows: readonly Row[] = JSON.parse(this.buffer.toString('utf8', 0, this.end));
    return { records: rows.map((row) => this.#toRecord(row)), arrivals: rows.map(([[, , , , arrival]]) => arrival) };
  }

  #toRecord([numbers, fields, rare]: Row): TelemetryEvent {
    const [name, declaration, stream, session, , sequence, bytes, time, observedTime] = numbers;
    return {
      name: this.shared[name] as string,
      declaration: this.shared[declaration] as TelemetryEvent['declaration'],
      time,
      observedTime,
      stream: this.shared[stream] as string,
      sequence,
      session: this.shared[session] as TelemetryEvent['session'],
      fields,
      undeclared: rare?.undeclared,
      trace: rare?.trace,
      ordinal: rare?.ordinal,
      bytes,
      target: rare?.target,
      span: undefined,
      point: undefined,
    };
  }
}
