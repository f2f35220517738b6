/** Waiting until enough has arrived, with a message that says what did. */
import type { Journal } from './journal.js';
import type { ReceivedRecord } from './records.js';
import { showName } from './refusal.js';

/** What a predicate of `waitFor` is asked about: the live lists of the receiver. */
export type Arrived = Pick<Journal, 'records' | 'requests' | 'refused'>;

/** A number of records, or a predicate that is asked at once and after each request. */
export type Goal = number | ((arrived: Arrived) => boolean);

const MOST_SHOWN = 8;

const nameOf = (record: ReceivedRecord): string => (record.signal === 'logs' ? record.eventName : record.name);

function listSome(items: readonly string[]): string {
  const shown = items.slice(0, MOST_SHOWN).join(', ');
  return items.length > MOST_SHOWN ? `${shown} and ${items.length - MOST_SHOWN} more` : shown;
}

/** Tells how much arrived, under which names, what was answered and what was refused; never a value. */
function describe({ records, requests, refused }: Arrived): string {
  const names = listSome([...new Set(records.map((record) => `${record.signal} ${showName(nameOf(record))}`))]);
  const answers = listSome(requests.map(({ answer }) => answer.kind));
  const reasons = listSome(refused.map(({ refusedReason }) => refusedReason));
  return [
    `${records.length} record(s) arrived${names === '' ? '' : ` (${names})`}`,
    `in ${requests.length} request(s)${answers === '' ? '' : ` (answered: ${answers})`}`,
    ...(reasons === '' ? [] : [`refused: ${reasons}`]),
  ].join('; ');
}

const describeGoal = (goal: Goal): string =>
  typeof goal === 'number' ? `${goal} record(s)` : 'what the predicate asks for';

/**
 * Waits until the goal is met.
 *
 * @returns the records that have arrived by then
 * @throws Error when the time is over or the receiver was closed, telling what did arrive; what the predicate throws
 */
export function waitFor(journal: Journal, goal: Goal, timeoutMs: number): Promise<readonly ReceivedRecord[]> {
  const isMet = (): boolean => (typeof goal === 'number' ? journal.records.length >= goal : goal(journal));
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      undo();
      finish();
    };
    const fail = (why: string): void => {
      const message = `receiver: ${why} for ${describeGoal(goal)}; ${describe(journal)}`;
      settle(() => reject(new Error(message)));
    };
    const look = (): void => {
      try {
        if (isMet()) settle(() => resolve([...journal.records]));
        else if (journal.isClosed()) fail('was closed while something waited');
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const timer = setTimeout(() => fail(`waited ${timeoutMs} ms`), timeoutMs);
    const undo = journal.onChange(look);
    look();
  });
}
