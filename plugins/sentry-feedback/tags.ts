/** Sentry tags made legal: neither its SDK nor its server tells of a bad one, the server drops it without a word. */

/** Why a fact became no tag. */
export type TagLoss =
  /** The key belongs to Sentry. */
  | 'reserved'
  /** No letter or digit remains of the key. */
  | 'bad_key'
  /** Neither text nor a finite number nor a boolean. */
  | 'bad_value'
  /** Nothing but white space. */
  | 'empty'
  /** Another fact has the same key once both are made legal. */
  | 'taken'
  /** There are 64 tags already, which is where Codex stops too. */
  | 'too_many';

/** What became of the facts; keys only, never a value. */
export interface TagReport {
  /** Keys of the tags that were added, as they stand on the event. */
  readonly added: readonly string[];
  /** Names of facts whose key or value had to be changed. */
  readonly changed: readonly string[];
  /** Names of facts that became no tag, and why. */
  readonly lost: Readonly<Record<string, TagLoss>>;
}

/** Tags that can stand on an event, and what had to be done for it. */
export interface LegalTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly changed: readonly string[];
  readonly lost: Readonly<Record<string, TagLoss>>;
}

const maxValueLength = 200;
const maxTags = 64;

const reservedKeys: ReadonlySet<string> = new Set([
  'release',
  'dist',
  'user',
  'filename',
  'function',
  'environment',
  'server_name',
  'site',
]);

/**
 * Makes tags of facts. Keys consist of `[a-zA-Z0-9_.:-]`, at most `maxKeyLength`; values are one line of at most 200
 * UTF-16 units. Values stand plain: Codex writes its own in quotes, and an absent one as two quotes; here it is left out.
 */
export function toLegalTags(facts: Readonly<Record<string, unknown>>, maxKeyLength: number): LegalTags {
  const tags = new Map<string, string>();
  const changed: string[] = [];
  const lost = new Map<string, TagLoss>();
  for (const [name, value] of Object.entries(facts)) {
    const key = name.replace(/[^a-zA-Z0-9_.:-]/gu, '_').slice(0, maxKeyLength);
    const text = toText(value);
    const legal = text === undefined ? undefined : toOneLine(text);
    const loss = lossOf(key, legal, tags);
    if (loss || legal === undefined) {
      lost.set(name, loss ?? 'bad_value');
      continue;
    }
    tags.set(key, legal);
    if (key !== name || legal !== text) changed.push(name);
  }
  return { tags: Object.fromEntries(tags), changed, lost: Object.fromEntries(lost) };
}

function lossOf(key: string, value: string | undefined, tags: ReadonlyMap<string, string>): TagLoss | undefined {
  if (!/[a-zA-Z0-9]/.test(key)) return 'bad_key';
  if (reservedKeys.has(key.toLowerCase())) return 'reserved';
  if (value === undefined) return 'bad_value';
  if (value === '') return 'empty';
  if (tags.has(key)) return 'taken';
  return tags.size < maxTags ? undefined : 'too_many';
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** One well-formed line: line breaks and control characters become a space; a cut never splits a character. */
function toOneLine(text: string): string {
  const line = text
    .slice(0, 4 * maxValueLength)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  if (line.length <= maxValueLength) return line;
  const isSplit = (line.charCodeAt(maxValueLength - 1) & 0xfc00) === 0xd800;
  return line.slice(0, isSplit ? maxValueLength - 1 : maxValueLength).trimEnd();
}
