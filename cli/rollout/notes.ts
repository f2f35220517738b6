/** What a person is told: one by one while it is little, as a number when it is much, and never a value of the file. */
import type { Emit, RolloutNoteCode } from './types.js';

export interface Notes {
  /** Tells at once, up to the limit of the code. Every later one is counted. */
  tell(code: RolloutNoteCode, message: string, line?: number): void;
  /** Tells it the first time only. */
  tellOnce(code: RolloutNoteCode, message: string, line?: number): void;
  /** Counts; `describe` makes the message at the end of the file. The same `kind` is one note. */
  count(code: RolloutNoteCode, kind: string, describe: (number: number) => string): void;
  /** Call it once, at the end of the file. */
  finish(): void;
}

/** More different kinds than this are counted together: a hostile file can make up any number of them. */
const MAX_KINDS = 64;

export function createNotes(emit: Emit, maxNotesPerCode: number): Notes {
  const told = new Map<RolloutNoteCode, number>();
  const counted = new Map<string, { code: RolloutNoteCode; number: number; describe: (number: number) => string }>();
  let isFinishing = false;

  const tell = (code: RolloutNoteCode, message: string, line?: number): void => {
    const number = (told.get(code) ?? 0) + 1;
    told.set(code, number);
    if (number > maxNotesPerCode && !isFinishing) return;
    emit(line === undefined ? { kind: 'note', code, message } : { kind: 'note', code, message, line });
  };

  return {
    tell,
    tellOnce(code, message, line) {
      if (!told.has(code)) tell(code, message, line);
    },
    count(code, kind, describe) {
      const key = `${code} ${kind}`;
      const rest = `${code} *`;
      const entry = counted.get(key) ?? (counted.size < MAX_KINDS ? undefined : counted.get(rest));
      if (entry !== undefined) entry.number += 1;
      else if (counted.size < MAX_KINDS) counted.set(key, { code, number: 1, describe });
      else counted.set(rest, { code, number: 1, describe: (number) => `${number} more, of too many other kinds` });
    },
    finish() {
      isFinishing = true;
      for (const [code, number] of told) {
        const more = number - maxNotesPerCode;
        if (more > 0) emit({ kind: 'note', code, message: `${more} more notes of this kind are not shown` });
      }
      for (const { code, number, describe } of counted.values()) tell(code, describe(number));
    },
  };
}

/** A type name or a call id as it may stand in a note: short and plain, or not at all. */
export function printable(name: string): string {
  return /^[\w.:/-]{1,80}$/.test(name) ? `"${name}"` : '(a name that cannot be shown)';
}

/** `1 line`, `2 lines`. */
export function lineCount(number: number): string {
  return number === 1 ? '1 line' : `${number} lines`;
}
