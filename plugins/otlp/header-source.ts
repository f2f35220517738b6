/** The headers of a request, those that do not stay among them: fetched before they expire, and once when they are refused. */
import {
  CodexotelError,
  type Deadline,
  type FreshHeaders,
  type HeadersFromSetting,
  type HeadersFunction,
  type Outcome,
  type PluginContext,
  withinDeadline,
} from '../../core/index.js';
import { checkHeaders, type HeaderRules } from './headers.js';
import { type Headers, readHeadersFile, readHeadersFileNow } from './headers-file.js';

/** Where a transport gets its headers. */
export interface HeaderSource {
  /** Those to send now; `undefined` where none could be had yet. Settles by the deadline. */
  current(deadline: Deadline): Promise<Headers | undefined>;
  /** Others than those that were refused; `undefined` where there are none. */
  renew(refused: Headers, deadline: Deadline): Promise<Headers | undefined>;
  /** Those that were known last, for a process that is ended at once. */
  latest(): Headers;
}

/** What a source is made of. */
interface SourceParts {
  readonly headers: Headers;
  readonly headersFrom?: HeadersFromSetting | undefined;
}

/** Longer than any attempt should wait; then the next one asks anew. */
const maxFetchMs = 30_000;
/** Fetched anew when so much of their life is left, but not earlier than the second number of milliseconds before its end. */
const earlyPart = 0.2;
const mostEarlyMs = 60_000;

/**
 * Opens the source of an exporter. A file is read at once.
 *
 * @throws CodexotelError `ERR_CONFIG` when the file cannot be used
 */
export function openHeaderSource(
  { headers, headersFrom }: SourceParts,
  rules: HeaderRules,
  { now, report }: Pick<PluginContext<unknown>, 'now' | 'report'>,
): HeaderSource {
  if (!headersFrom) return { current: async () => headers, renew: async () => undefined, latest: () => headers };
  const fetchThem = typeof headersFrom === 'function' ? shareFlight(headersFrom) : toFetch(headersFrom, now);
  const place = typeof headersFrom === 'function' ? '' : `${headersFrom.file}: `;
  const merged = (fresh: unknown): Headers => merge(headers, check(fresh, rules, place));

  let held: Headers | undefined;
  let bornAt = now();
  let expiresAt: number | undefined;
  let flight: Promise<void> | undefined;
  let told: string | undefined;
  if (typeof headersFrom !== 'function') {
    held = merged(readHeadersFileNow(headersFrom.file));
    expiresAt = bornAt + headersFrom.refreshMs;
  }

  const take = (fresh: FreshHeaders): void => {
    const { headers: found, expiresAt: end } = checkAnswer(fresh);
    held = merged(found);
    bornAt = now();
    expiresAt = end;
    told = undefined;
  };
  /** The old ones stay where new ones cannot be had; that is told once. */
  const tell = (thrown: unknown): void => {
    const problem = thrown instanceof CodexotelError ? thrown.message : 'otlp: headers_from: could not be read';
    if (problem !== told) report(`${problem}; ${held ? 'the headers from before stay' : 'nothing is sent until then'}`);
    told = problem;
  };
  const refresh = (): Promise<void> => {
    flight ??= fetchThem()
      .then(take)
      .catch(tell)
      .finally(() => {
        flight = undefined;
      });
    return flight;
  };
  const refreshBy = (deadline: Deadline): Promise<void> => withinDeadline(refresh(), deadline, () => undefined);
  const isDue = (atMs: number): boolean => expiresAt !== undefined && atMs >= expiresAt;
  const early = (): number =>
    typeof headersFrom === 'function' ? Math.min(((expiresAt ?? bornAt) - bornAt) * earlyPart, mostEarlyMs) : 0;

  return {
    async current(deadline) {
      if (!held || isDue(now())) await refreshBy(deadline);
      else if (isDue(now() + early())) void refresh();
      return held;
    },
    async renew(refused, deadline) {
      if (held === refused) await refreshBy(deadline);
      return held && !isSame(held, refused) ? held : undefined;
    },
    latest: () => held ?? headers,
  };
}

/** Sends with the headers of the source, and once more with new ones where those are refused. */
export async function sendWithFresh(
  source: HeaderSource,
  deadline: Deadline,
  send: (headers: Headers) => Promise<Outcome>,
): Promise<Outcome> {
  const headers = await source.current(deadline);
  if (!headers) return { kind: 'retry', reason: 'no_headers' };
  const outcome = await send(headers);
  if (outcome.kind !== 'retry' || !unauthorised.has(outcome.reason)) return outcome;
  const renewed = await source.renew(headers, deadline);
  return renewed && !deadline.isOver ? send(renewed) : outcome;
}

/** Who we are is not known; 403 and PERMISSION_DENIED mean that it is, and no new token helps. */
const unauthorised: ReadonlySet<string | undefined> = new Set(['http_401', 'grpc_16']);

type Fetch = () => Promise<FreshHeaders>;

function toFetch({ file, refreshMs }: Exclude<HeadersFromSetting, HeadersFunction>, now: () => number): Fetch {
  return async () => {
    const headers = await inTime(readHeadersFile(file));
    return { headers, expiresAt: now() + refreshMs };
  };
}

const flights = new WeakMap<HeadersFunction, Promise<FreshHeaders>>();

/** Signals that share a function share a call of it that is under way. */
function shareFlight(fetchThem: HeadersFunction): Fetch {
  return () => {
    const known = flights.get(fetchThem);
    if (known) return known;
    const flight = inTime(callOnce(fetchThem)).finally(() => flights.delete(fetchThem));
    flights.set(fetchThem, flight);
    return flight;
  };
}

/** What a host's function throws may hold anything, so none of it is told. */
async function callOnce(fetchThem: HeadersFunction): Promise<FreshHeaders> {
  try {
    return await fetchThem();
  } catch {
    throw mistake('the function failed');
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(mistake(`no headers came within ${maxFetchMs} ms, look at the function or the disk`)),
      maxFetchMs,
    );
    timer.unref();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function checkAnswer(answer: unknown): { readonly headers: unknown; readonly expiresAt: number | undefined } {
  const { headers, expiresAt } = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<FreshHeaders>;
  const isTime = expiresAt === undefined || (typeof expiresAt === 'number' && Number.isFinite(expiresAt));
  if (!isTime) throw mistake('expiresAt must be milliseconds since the epoch');
  return { headers, expiresAt };
}

/** Only legal headers leave. */
function check(fresh: unknown, rules: HeaderRules, place: string): Headers {
  const checked = checkHeaders(fresh, rules);
  if ('problem' in checked) throw mistake(place + checked.problem);
  return checked.headers;
}

/** The fresh ones win, whatever the case of their names. */
function merge(headers: Headers, fresh: Headers): Headers {
  const names = new Set(Object.keys(fresh).map((name) => name.toLowerCase()));
  const rest = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...fresh };
}

const isSame = (one: Headers, other: Headers): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => other[name] === value);

const mistake = (problem: string): CodexotelError => new CodexotelError('ERR_CONFIG', `otlp: headers_from: ${problem}`);
