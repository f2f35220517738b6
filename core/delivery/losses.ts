/** The losses of each session at one sink: what its closing record will say, so only kept for streams that lost something. */
import type { TelemetryEvent } from '../events.js';

/** Records of one stream that will not arrive. */
export interface StreamLosses {
  dropped: number;
  rejected: number;
}

/** Streams beyond this number are forgotten, the oldest first. */
const maxStreams = 1_024;

const nothing: Readonly<StreamLosses> = Object.freeze({ dropped: 0, rejected: 0 });

/** Counts by stream. */
export class Losses {
  readonly #byStream = new Map<string, StreamLosses>();

  note(records: readonly TelemetryEvent[], fate: keyof StreamLosses): void {
    for (const { stream } of records) {
      const losses = this.#byStream.get(stream) ?? this.#begin(stream);
      losses[fate]++;
    }
  }

  of(stream: string): Readonly<StreamLosses> {
    return this.#byStream.get(stream) ?? nothing;
  }

  #begin(stream: string): StreamLosses {
    const losses = { dropped: 0, rejected: 0 };
    this.#byStream.set(stream, losses);
    for (const oldest of this.#byStream.keys()) {
      if (this.#byStream.size <= maxStreams) break;
      this.#byStream.delete(oldest);
    }
    return losses;
  }
}
