/** The originator of each bus: who may set it, when it is fixed, and what wins. */
import { CodexotelError, isLegalHeaderValue } from '../../core/index.js';

/** The originator where nobody says otherwise. */
export const standardOriginator = 'codex_cli_rs';

/** The variable that wins over everything, as in Codex. */
export const overrideVariable = 'CODEX_INTERNAL_ORIGINATOR_OVERRIDE';

/** What the plugin's set-up knows of a bus. */
export interface Surroundings {
  /** The variable as it is: not trimmed, and set but empty counts. `undefined`: unset. */
  readonly override: string | undefined;
  /** A legal header value. */
  readonly default: string;
  /** Names the terminal, such as `iTerm.app/3.6.5`; `unknown` where the environment does not. */
  readonly terminal: string;
  /** Tells that a chosen value was not usable. */
  readonly report: (message: string) => void;
}

interface State {
  /** What the host set; waits for the surroundings when it came before them. */
  given?: string;
  /** Fixed for good. */
  stored?: string;
  surroundings?: Surroundings;
  /** What a client adds to the user agent. */
  suffix?: string;
}

const states = new WeakMap<object, State>();

/**
 * Sets the originator of one bus, once, at any time until its first record leaves; the environment's override wins over
 * `value`. Throws `ERR_INVALID_HEADER_VALUE` when `value` cannot stand in an HTTP header, which is checked first, and
 * `ERR_ALREADY_INITIALIZED` when the originator of this bus is fixed already; an app server may ignore the latter.
 */
export function setDefaultOriginator(bus: object, value: string): void {
  if (!isLegalHeaderValue(value)) {
    throw new CodexotelError(
      'ERR_INVALID_HEADER_VALUE',
      'originator: the value cannot stand in an HTTP header; use visible ASCII characters and spaces',
    );
  }
  const state = stateOf(bus);
  if (state.given !== undefined || state.stored !== undefined) {
    throw new CodexotelError(
      'ERR_ALREADY_INITIALIZED',
      'originator: it is fixed for this bus already; set it once, before anything reads it, or go on with the one that holds',
    );
  }
  state.given = value;
  if (state.surroundings) state.stored = resolve(value, state.surroundings);
}

/**
 * The originator of a bus: the fixed one; with the override set, that one, which is fixed by this call; else the default,
 * which is not fixed, so that it can still be set.
 */
export function originatorOf(bus: object): string {
  const state = stateOf(bus);
  const { given, surroundings } = state;
  if (state.stored !== undefined) return state.stored;
  if (!surroundings) return given ?? standardOriginator;
  if (surroundings.override === undefined) return surroundings.default;
  state.stored = resolve(undefined, surroundings);
  return state.stored;
}

/** Sets what is added to the user agent of one bus, in parentheses: a client's name and version, say. Blank: nothing is changed. */
export function setUserAgentSuffix(bus: object, suffix: string): void {
  const trimmed = String(suffix).trim();
  if (trimmed !== '') stateOf(bus).suffix = trimmed;
}

/** The suffix, and the terminal as far as it is known. */
export function clientOf(bus: object): { readonly suffix: string | undefined; readonly terminal: string } {
  const { suffix, surroundings } = stateOf(bus);
  return { suffix, terminal: surroundings?.terminal ?? 'unknown' };
}

/** Tells what the set-up of the plugin knows; a value that was set before is resolved now. */
export function surround(bus: object, surroundings: Surroundings): void {
  const state = stateOf(bus);
  state.surroundings = surroundings;
  if (state.given !== undefined && state.stored === undefined) state.stored = resolve(state.given, surroundings);
}

function resolve(given: string | undefined, { override, default: standard, report }: Surroundings): string {
  const chosen = override ?? given ?? standard;
  if (isLegalHeaderValue(chosen)) return chosen;
  report(
    `${overrideVariable} cannot stand in an HTTP header, so the default originator holds; use visible ASCII characters and spaces`,
  );
  return standard;
}

function stateOf(bus: object): State {
  let state = states.get(bus);
  if (!state) {
    state = {};
    states.set(bus, state);
  }
  return state;
}
