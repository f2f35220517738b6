/** Why a request is refused: a place in the request and a reason, never a value. */
import { MAX_SHOWN_NAME, MAX_VALUE_DEPTH } from './limits.js';

/** gRPC status numbers that the receiver itself answers with. */
export const GRPC = { OK: 0, INVALID_ARGUMENT: 3, RESOURCE_EXHAUSTED: 8, UNIMPLEMENTED: 12 } as const;

/** Reasons that both encodings share. */
export const NOT_TEXT = 'not well-formed text';
export const TOO_DEEP = `values nest deeper than ${MAX_VALUE_DEPTH}`;
export const TWO_MEMBERS = (group: string): string => `a second member of "${group}"; at most one may be set`;
export const UNKNOWN_FIELD = 'unknown field';

/** A step on the way to a place in a request: a field name or a position in a list. */
export interface Place {
  readonly within: Place | undefined;
  readonly step: string | number;
}

/** Makes the place one step further in; `undefined` is the request itself. */
export const at = (within: Place | undefined, step: string | number): Place => ({ within, step });

/** Writes a place as `resourceLogs[0].scopeLogs[0].scope`; the request itself is `request`. */
export function showPlace(place: Place | undefined): string {
  let shown = '';
  for (let here = place; here !== undefined; here = here.within) {
    const isOutermost = here.within === undefined;
    const step = typeof here.step === 'number' ? `[${here.step}]` : `${isOutermost ? '' : '.'}${here.step}`;
    shown = step + shown;
  }
  return shown === '' ? 'request' : shown;
}

/** Quotes the name of a key for a message: escaped, and cut when it is long. */
export function showName(name: string): string {
  return JSON.stringify(name.length > MAX_SHOWN_NAME ? `${name.slice(0, MAX_SHOWN_NAME)}…` : name);
}

/** Thrown inside the receiver, never out of it: the request is answered with its status and kept as refused. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The HTTP status of the answer. */
  readonly httpStatus: number;
  /** The gRPC status number of the answer. */
  readonly grpcStatus: number;

  constructor(reason: string, status: { http?: number; grpc?: number } = {}, options?: ErrorOptions) {
    super(reason, options);
    this.httpStatus = status.http ?? 400;
    this.grpcStatus = status.grpc ?? GRPC.INVALID_ARGUMENT;
  }
}

/** Refuses the request because of what stands at a place. */
export function refuse(place: Place | undefined, reason: string): never {
  throw new Refusal(`${showPlace(place)}: ${reason}`);
}
