/** The environment, read once; and the variables by which anybody may switch everything off. The only reader of `process.env` in core. */
import type { Mistake } from '../errors.js';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's variables now (see `copyEnvironment`). */
export const readEnvironment = (): Environment => copyEnvironment(process.env);

/** A frozen copy without a prototype: later changes do not reach us, and no name finds more than a variable. */
export const copyEnvironment = (env: Environment): Environment =>
  Object.freeze(Object.assign(Object.create(null), env));

/** What a variable says, without white space around it; `undefined` when it is unset or empty. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return (typeof value === 'string' && value.trim()) || undefined;
}

/** Whether a variable switches telemetry off, and what is wrong with those that say neither yes nor no. */
export interface OffSwitch {
  /** The variable that switches everything off; `undefined`: none does. */
  readonly variable: string | undefined;
  /** Of our own variable: somebody may have meant "off", so they close everything. */
  readonly mistakes: readonly Mistake[];
  /** Of a standard variable whose specification says what such a value means: told, without effect. */
  readonly warnings: readonly Mistake[];
}

/**
 * Looks at `CODEXOTEL_DISABLED` (1 or true), `DO_NOT_TRACK` (anything but 0 and false, as its convention says) and
 * `OTEL_SDK_DISABLED` (true; every other value means false, as OpenTelemetry says).
 */
export function readOffSwitch(env: Environment): OffSwitch {
  const own = readVariable(env, 'CODEXOTEL_DISABLED')?.toLowerCase();
  const doNotTrack = readVariable(env, 'DO_NOT_TRACK')?.toLowerCase();
  const standard = readVariable(env, 'OTEL_SDK_DISABLED')?.toLowerCase();
  if (own === '1' || own === 'true') return offBy('CODEXOTEL_DISABLED');
  if (doNotTrack !== undefined && doNotTrack !== '0' && doNotTrack !== 'false') return offBy('DO_NOT_TRACK');
  if (standard === 'true') return offBy('OTEL_SDK_DISABLED');
  const isOwnClear = own === undefined || own === '0' || own === 'false';
  const isStandardClear = standard === undefined || standard === 'false';
  return {
    variable: undefined,
    mistakes: isOwnClear ? [] : [unclear('CODEXOTEL_DISABLED', 'must be 1, true, 0 or false', '1')],
    warnings: isStandardClear ? [] : [unclear('OTEL_SDK_DISABLED', 'must be true or false', 'true')],
  };
}

const offBy = (variable: string): OffSwitch => ({ variable, mistakes: [], warnings: [] });

const unclear = (source: string, expectation: string, yes: string): Mistake => ({
  source,
  path: '',
  expectation,
  cure: `set it to ${yes} to switch telemetry off, or unset it`,
});
