/** A schema for a mapping that tells every key it does not know, with the word that was probably meant. */
import * as v from 'valibot';
import { says } from './finding.js';
import { isMapping } from './plain.js';
import { suggest } from './suggest.js';

/** What a mapping says of itself; each text is made by `says`. */
export interface MappingWords {
  /** When the value is no mapping. */
  readonly form: string;
  /** When a required key is missing. */
  readonly missing?: Readonly<Record<string, string>>;
  /** The cure for keys that belong elsewhere. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** A mapping with exactly these keys. */
export function mapping<const Entries extends v.ObjectEntries>(entries: Entries, words: MappingWords) {
  // What begins with `$` is for editors; nobody is told to write it.
  const known = Object.keys(entries).filter((key) => !key.startsWith('$'));
  return v.pipe(
    v.custom<Record<string, unknown>>(isMapping, words.form),
    v.looseObject(entries, (issue) => words.missing?.[lastKey(issue.path)] ?? says('is missing', 'add it')),
    v.rawCheck(({ dataset, addIssue }) => {
      const value: unknown = dataset.value;
      if (!isMapping(value)) return;
      for (const key of Object.keys(value)) {
        if (Object.hasOwn(entries, key)) continue;
        const message = says('is not a known key', words.elsewhere?.[key] ?? cureFor(key, known));
        addIssue({ message, path: [{ type: 'object', origin: 'key', input: value, key, value: undefined }] });
      }
    }),
  );
}

function cureFor(key: string, known: readonly string[]): string {
  const closest = suggest(key, known);
  return closest === undefined ? `known here are ${known.join(', ')}` : `write ${closest}`;
}

const lastKey = (path: readonly v.IssuePathItem[] | undefined): string => String(path?.at(-1)?.key ?? '');
