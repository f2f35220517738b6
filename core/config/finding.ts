/** One thing found wrong in a source: where it stands, and words about it that hold no value. */
import type { Mistake } from '../errors.js';
import { settings } from './settings.js';

/** The keys and list positions that lead to a place; empty: the whole source. */
export type KeyPath = readonly PropertyKey[];

/** A place and, as one text, what was expected there and the cure (see `says`). */
export interface Finding {
  readonly path: KeyPath;
  readonly message: string;
}

const separator = '; ';

/** Joins expectation and cure into the one text that a schema can carry. The expectation holds no `; `. */
export const says = (expectation: string, cure: string): string => expectation + separator + cure;

/** The finding as the public type. */
export function toMistake(source: string, { path, message }: Finding): Mistake {
  const [expectation = '', ...cure] = message.split(separator);
  return { source, path: showPath(path), expectation, cure: cure.join(separator) };
}

/** Findings without those about a place that was spoken of before: one cause, one message. */
export function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const place = JSON.stringify(path.map(String));
    return !seen.has(place) && seen.add(place);
  });
}

/** A path for people, such as `routes[0].to` or `otel.exporter.otlp-http.endpoint`. */
export function showPath(path: KeyPath): string {
  return path.map((key, place) => showKey(key, place === 0)).join('');
}

function showKey(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  const text = String(key);
  const isShown = knownKeys.has(text) || (text.length <= 48 && words.test(text));
  // Where a colon or a quote was forgotten, a secret is the key; and a line break in a key would forge a line.
  return `${isFirst ? '' : '.'}${isShown ? text : '(a key of another form)'}`;
}

/** Names of settings, of which some have digits, and names that every object has. */
const knownKeys: ReadonlySet<string> = new Set([
  ...Object.keys(settings).flatMap((path) => path.split('.')),
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** Words as people name keys and headers: `log_user_prompt`, `logUserPrompt`, `X-Tenant`. A token has digits, or letters that are no words. */
const words = /^\$?(?:[a-z]+(?:[_.-][a-z]+)*|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+(?:-[A-Z][a-z]+)*)$/;
