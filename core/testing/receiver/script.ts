/** The script of a receiver: a queue of answers, then one that holds for all that follow. */
import type { Answer, PendingRequest, ScriptedAnswer } from './answers.js';

import { type Plan, toPlan } from './plan.js';
import { throwLater } from './throw-later.js';

/** One turn of the script. */
export type Turn = (request: PendingRequest) => Plan;

/** A turn that is known before the request was read has a plan already. */
export interface NextTurn {
  readonly plan?: Plan;
  readonly decide: Turn;
}

function toTurn(scripted: ScriptedAnswer): NextTurn {
  if (typeof scripted !== 'function') {
    const plan = toPlan(scripted);
    return { plan, decide: () => plan };
  }
  return {
    decide: (request) => {
      try {
        const plan = toPlan(scripted(request));
        return plan.kind === 'never-read' ? { ...plan, kind: 'hang' } : plan;
      } catch (error) {
        throwLater(error);
        return toPlan({ status: 500, message: 'the answer function threw' });
      }
    },
  };
}

/** Holds the answers to come. */
export interface Script {
  readonly add: (answers: ScriptedAnswer | readonly ScriptedAnswer[]) => void;
  readonly setAlways: (answer: ScriptedAnswer) => void;
  readonly next: () => NextTurn;
  readonly reset: () => void;
}

const OK: Answer = 'ok';

/** Makes an empty script: everything is answered with `ok`. */
export function createScript(): Script {
  let queue: NextTurn[] = [];
  let always = toTurn(OK);
  return {
    add: (answers) => {
      const list: readonly ScriptedAnswer[] = Array.isArray(answers) ? answers : [answers];
      queue.push(...list.map(toTurn));
    },
    setAlways: (answer) => {
      always = toTurn(answer);
    },
    next: () => queue.shift() ?? always,
    reset: () => {
      queue = [];
      always = toTurn(OK);
    },
  };
}
