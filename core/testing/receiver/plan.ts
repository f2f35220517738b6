/** A scripted answer with its defaults filled in, for either transport. */
import { validateHeaderValue } from 'node:http';
import type { Answer, AnswerDetails } from './answers.js';

/** A status, as each transport says it. */
export interface StatusPlan {
  readonly kind: 'status';
  readonly httpStatus: number;
  readonly grpcStatus: number;
  readonly message: string;
  readonly retryAfter: string | undefined;
  readonly retryDelayMs: number | undefined;
  readonly body: string | Uint8Array | undefined;
  readonly contentType: string | undefined;
}

type Happening =
  | { readonly kind: 'ok' | 'hang' | 'never-read' | 'reset' | 'html' }
  | { readonly kind: 'partial'; readonly rejected: number; readonly message: string }
  | { readonly kind: 'dribble'; readonly bytes: number; readonly everyMs: number }
  | StatusPlan;

/** What will be done. */
export type Plan = Happening & { readonly delayMs: number; readonly isStored: boolean };

/** HTTP status and gRPC status that mean the same to an OTLP client. The first of its kind is taken. */
const SAME: readonly (readonly [http: number, grpc: number])[] = [
  [200, 0],
  [400, 3],
  [401, 16],
  [403, 7],
  [404, 12],
  [503, 14],
  [429, 8],
  [502, 14],
  [504, 4],
];
/** The words that are answers of their own. */
const WORDS: ReadonlySet<string> = new Set<Extract<Answer, string>>(['ok', 'hang', 'never-read', 'reset', 'html']);

/** The members of an answer in detail; the record type makes the list complete. */
const DETAILS: ReadonlySet<string> = new Set(
  Object.keys({
    status: true,
    retryAfter: true,
    body: true,
    contentType: true,
    grpcStatus: true,
    message: true,
    retryDelayMs: true,
    partialSuccess: true,
    hang: true,
    reset: true,
    html: true,
    dribble: true,
    delayMs: true,
    store: true,
  } satisfies Record<keyof AnswerDetails, true>),
);

const SERVER_ERROR = { http: 500, grpc: 2 } as const;
const MAX_TIMER_MS = 2 ** 31 - 1;

const isSuccess = (httpStatus: number): boolean => httpStatus < 300;

function toGrpc(httpStatus: number): number {
  if (isSuccess(httpStatus)) return 0;
  return SAME.find(([http]) => http === httpStatus)?.[1] ?? SERVER_ERROR.grpc;
}
const toHttp = (grpcStatus: number): number => SAME.find(([, grpc]) => grpc === grpcStatus)?.[0] ?? SERVER_ERROR.http;

function checkNumber(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new RangeError(`receiver: ${name} of an answer must be a whole number from ${least} to ${most}`);
}

function checkDetails(details: AnswerDetails): void {
  const unknown = Object.keys(details).find((key) => !DETAILS.has(key));
  if (unknown !== undefined)
    throw new TypeError(`receiver: an answer has no "${unknown}"; it has ${[...DETAILS].join(', ')}`);
  checkNumber('status', details.status, 200, 599);
  checkNumber('grpcStatus', details.grpcStatus, 0, 16);
  checkNumber('retryDelayMs', details.retryDelayMs, 0, Number.MAX_SAFE_INTEGER);
  checkNumber('delayMs', details.delayMs, 0, MAX_TIMER_MS);
  checkNumber('dribble.bytes', details.dribble?.bytes, 1, 65_536);
  checkNumber('dribble.everyMs', details.dribble?.everyMs, 1, MAX_TIMER_MS);
  checkNumber('partialSuccess.rejected', details.partialSuccess?.rejected, 0, Number.MAX_SAFE_INTEGER);
  if (details.retryAfter !== undefined) validateHeaderValue('retry-after', details.retryAfter);
  if (details.contentType !== undefined) validateHeaderValue('content-type', details.contentType);
}

/** Whole seconds, as text, in milliseconds; anything else that may stand in `Retry-After` has no such figure. */
const secondsToMs = (retryAfter: string | undefined): number | undefined =>
  retryAfter !== undefined && /^[0-9]{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;

function toStatus(details: AnswerDetails): StatusPlan {
  const httpStatus = details.status ?? toHttp(details.grpcStatus ?? 0);
  const { retryAfter, retryDelayMs } = details;
  return {
    kind: 'status',
    httpStatus,
    grpcStatus: details.grpcStatus ?? toGrpc(httpStatus),
    message: details.message ?? `scripted status ${httpStatus}`,
    retryAfter: retryAfter ?? (retryDelayMs === undefined ? undefined : String(Math.ceil(retryDelayMs / 1000))),
    retryDelayMs: retryDelayMs ?? secondsToMs(retryAfter),
    body: details.body,
    contentType: details.contentType,
  };
}

function toHappening(details: AnswerDetails): Happening {
  if (details.hang) return { kind: 'hang' };
  if (details.reset) return { kind: 'reset' };
  if (details.html) return { kind: 'html' };
  if (details.dribble) return { kind: 'dribble', ...details.dribble };
  if (details.partialSuccess) return { kind: 'partial', message: '', ...details.partialSuccess };
  const isStatus = details.status !== undefined || details.grpcStatus !== undefined;
  return isStatus ? toStatus(details) : { kind: 'ok' };
}

/** Whether an answer tells the client that all went well, so that a broken rule must be told instead. */
export function isAgreeable(happening: Happening): boolean {
  if (happening.kind === 'status') return isSuccess(happening.httpStatus) && happening.grpcStatus === 0;
  return happening.kind === 'ok' || happening.kind === 'partial';
}

/**
 * Fills in what an answer leaves out.
 *
 * @throws RangeError or TypeError when the answer is none, or holds a number or a header that cannot be sent
 */
export function toPlan(answer: Answer): Plan {
  if (typeof answer === 'string' && !WORDS.has(answer)) {
    throw new TypeError(`receiver: no such answer; the words are ${[...WORDS].join(', ')}`);
  }
  const details: AnswerDetails = typeof answer === 'string' ? {} : answer;
  checkDetails(details);
  const happening = typeof answer === 'string' ? { kind: answer } : toHappening(details);
  return { ...happening, delayMs: details.delayMs ?? 0, isStored: details.store ?? isAgreeable(happening) };
}
