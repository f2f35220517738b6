/** What is wrong with lines of the input: told with the line's number, and only counted once there are very many. */
import { plural, tell } from './tell.js';

/** Collects complaints. */
export interface Complaints {
  /** Says what is wrong with a line; `problem` holds no value of it. */
  add(line: number, problem: string): void;
  /** Counts an event whose name nobody declared. */
  addUnknownName(name: string): void;
  /** Tells what was counted. Call it once, at the end. */
  finish(): void;
}

/** Complaints of one kind that are told one by one. */
const maxTold = 100;
/** Names that are told; a hostile input can make up any number of them. */
const maxNames = 100;
/** What looks like the name of an event may be told; what else stands in its place may be a secret. */
const nameForm = /^(?=.{1,64}$)[a-z]+(?:_[a-z]+)*(?:\.[a-z][a-z0-9_]*)*$/;

export function createComplaints(): Complaints {
  const problems = new Map<string, number>();
  const names = new Map<string, number>();
  return {
    add(line, problem) {
      const count = countIn(problems, problem);
      if (count <= maxTold) tell(`line ${line}: ${problem}`);
    },
    addUnknownName(name) {
      const isTold = nameForm.test(name) && (names.has(name) || names.size < maxNames);
      countIn(names, isTold ? `the unknown name "${name}"` : 'unknown names that cannot be shown');
    },
    finish() {
      for (const [problem, count] of problems) {
        if (count > maxTold) tell(`${plural(count - maxTold, 'more line')}: ${problem}`);
      }
      for (const [name, count] of names) tell(`refused: ${plural(count, 'event')} of ${name}`);
    },
  };
}

function countIn(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
