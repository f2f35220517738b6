/** One series: what was measured under one set of tags, kept for each reader until it collects. */
import type { MetricValue, Tags } from './point.js';

/** The kinds of instruments. */
export type Kind = MetricValue['kind'];

/** What one reader will collect of a series. */
interface Window {
  /** Milliseconds since the epoch, from which it tells. */
  startTime: number;
  add(value: number): void;
  /** Nothing was measured since it was emptied. */
  readonly isEmpty: boolean;
  read(): MetricValue;
  clear(): void;
}

/** Measures for some readers. */
export class Series {
  readonly windows: Window[] = [];

  constructor(
    readonly tags: Tags,
    private readonly create: (startTime: number) => Window,
  ) {}

  /** Another reader wants to know, from now on. */
  open(startTime: number): void {
    this.windows.push(this.create(startTime));
  }

  add(value: number): void {
    for (let reader = 0; reader < this.windows.length; reader++) (this.windows[reader] as Window).add(value);
  }
}

/** How a window of a kind is made. `bounds`: of a histogram. */
export function windowsOf(kind: Kind, bounds: readonly number[]): (startTime: number) => Window {
  switch (kind) {
    case 'counter':
      return (startTime) => new Sum(startTime);
    case 'gauge':
      return (startTime) => new Latest(startTime);
    default:
      return (startTime) => new Distribution(startTime, bounds);
  }
}

class Sum implements Window {
  #sum = 0;
  isEmpty = true;

  constructor(public startTime: number) {}

  add(value: number): void {
    this.#sum += value;
    this.isEmpty = false;
  }

  read(): MetricValue {
    return { kind: 'counter', value: this.#sum };
  }

  clear(): void {
    this.#sum = 0;
    this.isEmpty = true;
  }
}

class Latest implements Window {
  #value = 0;
  isEmpty = true;

  constructor(public startTime: number) {}

  add(value: number): void {
    this.#value = value;
    this.isEmpty = false;
  }

  read(): MetricValue {
    return { kind: 'gauge', value: this.#value };
  }

  clear(): void {
    this.isEmpty = true;
  }
}

class Distribution implements Window {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #counts: number[];

  constructor(
    public startTime: number,
    private readonly bounds: readonly number[],
  ) {
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const bucket = firstNotBelow(this.bounds, value);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  read(): MetricValue {
    const { bounds } = this;
    const numbers = { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
    return { kind: 'histogram', ...numbers, bounds, counts: [...this.#counts] };
  }

  clear(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
    this.#counts.fill(0);
  }
}

/** The place of the first bound that the value does not exceed; behind all where it exceeds them. */
function firstNotBelow(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (bounds[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
