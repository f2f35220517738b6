/** The environment, read once; and the variables by which anybody may switch everything off. The only reader of `process.env` in core. */
import type { Mistake } from '../errors.js';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A frozen copy of the process's variables, without a prototype: later changes do not reach us, and no name finds more than a variable. */
export function readEnvironment(): Environment {
  return Object.freeze(Object.assign(Object.create(null), process.env));
}

/** What a variable says, without white space around it; `undefined` when it is unset or empty. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return (typeof value === 'string' && value.trim()) || undefined;
}

/** Whether a variable switches telemetry off, and the mistake of one that says neither yes nor no. */
export interface OffSwitch {
  readonly isOff: boolean;
  readonly mistakes: readonly Mistake[];
}

/** Looks at `CODEXOTEL_DISABLED` (1 or true), `OTEL_SDK_DISABLED` (true, as OpenTelemetry says) and `DO_NOT_TRACK` (1 or true). */
export function readOffSwitch(env: Environment): OffSwitch {
  const own = readVariable(env, 'CODEXOTEL_DISABLED')?.toLowerCase();
  const isOff =
    isYes(own) ||
    isYes(readVariable(env, 'DO_NOT_TRACK')) ||
    readVariable(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  if (isOff || own === undefined || own === '0' || own === 'false') return { isOff, mistakes: [] };
  return {
    isOff,
    mistakes: [
      {
        source: 'CODEXOTEL_DISABLED',
        path: '',
        expectation: 'must be 1, true, 0 or false',
        cure: 'set it to 1 to switch telemetry off, or unset it',
      },
    ],
  };
}

const isYes = (value: string | undefined): boolean => value === '1' || value?.toLowerCase() === 'true';
