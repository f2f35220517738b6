/** What people read on stderr: of each reason one line in thirty seconds at most, and nothing at all from a quiet bus. */
import type { Signals } from './signals.js';

const pauseMs = 30_000;

/** Reasons beyond this number are forgotten, all of them: the words of a sink are not ours. */
const maxReasons = 256;

/** Losses are told once, and then every thirty seconds while they go on. Everything stands in signals and receipt as well. */
export class Stderr {
  /** As the configuration says, once it is known. */
  isQuiet = false;
  readonly #told = new Map<string, { at: number; more: number }>();

  /**
   * @param write writes one line
   * @param nowMs a clock that never goes back, in milliseconds
   */
  constructor(
    private readonly write: (line: string) => void,
    private readonly nowMs: () => number,
  ) {}

  /** Tells a line, unless its reason was told within thirty seconds; the next one then says how many were kept back. */
  tell(reason: string, line: string): void {
    if (this.isQuiet) return;
    const before = this.#told.get(reason);
    const now = this.nowMs();
    if (before && now - before.at < pauseMs) {
      before.more++;
      return;
    }
    if (this.#told.size >= maxReasons) this.#told.clear();
    this.#told.set(reason, { at: now, more: 0 });
    this.write(`codexotel: ${line}${before && before.more > 0 ? ` (${before.more} times more since)` : ''}`);
  }

  /** Tells of what costs records: those that will not arrive, an attempt that failed, a plugin that is no longer called. */
  readonly overhear = <Name extends keyof Signals>(name: Name, signal: Signals[Name]): void => {
    if (this.isQuiet || (name !== 'dropped' && name !== 'fault')) return;
    if ('reason' in signal) {
      const { sink, reason } = signal;
      this.tell(`${sink} ${reason}`, `${sink}: records are lost (${reason}); receipt() counts them`);
    } else if ('isQuarantined' in signal) {
      const { source, place, message, isQuarantined } = signal;
      if (isQuarantined && place !== 'observe')
        this.tell(`${source} quarantined`, `${source}: keeps failing (${message}); it is no longer called`);
      else if (place === 'export') this.tell(`${source} ${place}`, `${source}: ${message}`);
    }
  };
}
