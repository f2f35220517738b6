/** Which destinations may receive the trace context: a table that the host writes; what it does not name receives nothing. */
import { CodexotelError } from '../errors.js';
import { currentSpanW3cTraceContext } from './active.js';

/** The two parts of a context, by the names of their headers. */
export type PropagatedPart = 'traceparent' | 'tracestate';

const bothParts: readonly PropagatedPart[] = ['traceparent', 'tracestate'];

/** One row of the table. */
export interface PropagationRule {
  /** An origin such as `https://api.example.com`, or `child-process`: the programs that the host starts. */
  readonly to: string;
  /** What it receives; default both. `tracestate` alone says nothing, so it travels with `traceparent` only. */
  readonly carries?: readonly PropagatedPart[];
}

/** Reads the table once. */
export class Propagation {
  readonly #carried = new Map<string, readonly PropagatedPart[]>();

  /** Throws `ERR_CONFIG` for a row that names neither an http or https origin nor `child-process`, or other parts. */
  constructor(rules: readonly PropagationRule[]) {
    for (const { to, carries = bothParts } of rules) this.#carried.set(destinationOf(to), partsOf(carries));
  }

  /** The headers for a request to `url`: those that its origin may receive, of what runs now. */
  headersFor(url: string | URL): Readonly<Record<string, string>> {
    return this.#partsFor(originOf(url) ?? '');
  }

  /** The variables for a child process that is started now. */
  variables(): Readonly<Record<string, string>> {
    const parts = Object.entries(this.#partsFor(childProcess));
    return Object.fromEntries(parts.map(([name, value]) => [name.toUpperCase(), value]));
  }

  #partsFor(destination: string): Readonly<Record<string, string>> {
    const carried = this.#carried.get(destination);
    const context = carried?.includes('traceparent') ? currentSpanW3cTraceContext() : undefined;
    return Object.fromEntries(
      (carried ?? []).flatMap((part) => (context?.[part] === undefined ? [] : [[part, context[part]]])),
    );
  }
}

const childProcess = 'child-process';

function destinationOf(to: string): string {
  const origin = to === childProcess ? to : originOf(to);
  if (origin !== undefined) return origin;
  const cure = 'write "https://api.example.com" or "child-process"';
  throw new CodexotelError('ERR_CONFIG', `start: propagation[].to must be an origin or "child-process"; ${cure}`);
}

function partsOf(carries: readonly PropagatedPart[]): readonly PropagatedPart[] {
  if (Array.isArray(carries) && carries.every((part) => bothParts.includes(part))) return carries;
  throw new CodexotelError('ERR_CONFIG', 'start: propagation[].carries must list traceparent, tracestate, or both');
}

function originOf(url: string | URL): string | undefined {
  const text = url instanceof URL ? url.href : url;
  if (typeof text !== 'string') return undefined;
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? new URL(text).origin : undefined;
}
