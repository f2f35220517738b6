/** Targets: under which name an event is said, and which lane that name leads to. */
import type { Lane } from './events.js';

/** What every target begins with. */
export const targetPrefix = 'codex_otel';

/** The target of session events on the log lane. */
export const logOnlyTarget = `${targetPrefix}.log_only`;

/** The target of session events on the trace lane. */
export const traceSafeTarget = `${targetPrefix}.trace_safe`;

/** Which targets lead to which lane: the first that a target begins with holds; one that begins with none leads nowhere. */
export const routingRules: ReadonlyArray<{ readonly beginsWith: string; readonly lane: Lane }> = Object.freeze([
  { beginsWith: traceSafeTarget, lane: 'trace' },
  { beginsWith: targetPrefix, lane: 'log' },
]);

/** Subsystems of Codex itself; a host lists its own in `start({ subsystems })`. */
export const knownSubsystems: readonly string[] = Object.freeze(['network_proxy']);

/** The lane that a target leads to, by the rules. */
export function laneOfTarget(target: string): Lane | undefined {
  return routingRules.find(({ beginsWith }) => target.startsWith(beginsWith))?.lane;
}

/** The target of a subsystem's events. */
export const targetOfSubsystem = (subsystem: string): string => `${targetPrefix}.${subsystem}`;

const subsystemName = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** Whether a subsystem may be called so: lower-case words joined by dots, and neither of the two lanes' own names. */
export function isSubsystemName(name: string): boolean {
  return subsystemName.test(name) && !/^(log_only|trace_safe)/.test(name);
}

/** Whether a target is one of the lanes' own or of a listed subsystem family: `indexer` also lists `indexer.reader`. */
export function isListedTarget(target: string, subsystems: readonly string[]): boolean {
  const families = [logOnlyTarget, traceSafeTarget, ...[...knownSubsystems, ...subsystems].map(targetOfSubsystem)];
  return families.some((family) => target === family || target.startsWith(`${family}.`));
}
