/** The tool calls of a file: each waits here until its output is there, its place among the others, and its success. */
import { type Notes, printable } from './notes.js';
import { isAbortedOutput } from './output.js';
import { mayGetItem, successAtEnd, successOf } from './success.js';
import type { CallHead, ToolCall, ToolItem } from './tool-call.js';
import type { RolloutLimits } from './types.js';

interface Calls {
  open(head: CallHead, timeMs: number, line: number): void;
  /** An item about a tool came; `callId` may be one that nobody called in this file. */
  complete(callId: string, item: ToolItem): void;
  answer(callId: string, output: NonNullable<ToolCall['output']>, timeMs: number, line: number): void;
  responseEnded(timeMs: number): void;
  turnStarted(): void;
  turnEnded(): void;
  /**
   * A new process goes on with the file. Codex counts per process, so its results begin at 1 again; a resumed session that
   * leaves no second start in the file cannot be seen, and there the numbers go on.
   */
  restart(): void;
  /** From now on no numbers are given: they cannot be known. */
  stopCounting(): void;
  /** The end of the file: everything that waits is told now. */
  finish(): void;
}

/** Told once per call, when all is known that can be known. */
type TellResult = (call: ToolCall, success: boolean | undefined) => void;

export function createCalls(notes: Notes, limits: RolloutLimits, tell: TellResult): Calls {
  /** Called, and not yet told: by call id, oldest first. */
  const open = new Map<string, ToolCall>();
  /** The order of Codex's numbers: the earlier of item and output (so it was in all captures). */
  let finished: ToolCall[] = [];
  const remembered = new Set<string>();
  let heldLength = 0;
  let responseEndedMs: number | undefined;
  let lastNumber = 0;
  let isCounting = true;

  const weigh = (text: string | undefined): void => {
    heldLength += text?.length ?? 0;
  };
  const forget = (call: ToolCall): void => {
    open.delete(call.callId);
    heldLength -= call.arguments.length + (call.output?.text?.length ?? 0) + (call.item?.printed?.length ?? 0);
    remembered.add(call.callId);
    const [oldest] = remembered;
    if (remembered.size > limits.maxRememberedCalls && oldest !== undefined) remembered.delete(oldest);
  };
  const finishCall = (call: ToolCall, success: boolean | undefined): void => {
    forget(call);
    tell(call, success);
  };
  /** Numbers and tells the calls at the head of the order, up to the first that has no output yet. */
  const advance = (): void => {
    for (let [call] = finished; call?.output !== undefined; [call] = finished) {
      finished.shift();
      if (isCounting) call.sequence = ++lastNumber;
      const success = successOf(call);
      if (success !== undefined || !mayGetItem(call)) finishCall(call, success);
    }
  };
  /** What has no output when its turn ends gets none: it must not hold up the others. */
  const unblock = (): void => {
    finished = finished.filter((call) => call.output !== undefined);
    advance();
  };
  const giveUp = (call: ToolCall): void => {
    notes.tell('too_many_open_calls', `call ${printable(call.callId)} was given up: too much is waiting for its end`);
    finished = finished.filter((other) => other !== call);
    if (call.output === undefined) forget(call);
    else finishCall(call, undefined);
    advance();
  };
  const keepSmall = (): void => {
    while (open.size > limits.maxOpenCalls || heldLength > limits.maxHeldLength) {
      const [oldest] = open.values();
      if (oldest === undefined) return;
      giveUp(oldest);
    }
  };

  return {
    open(head, timeMs, line) {
      if (open.has(head.callId)) {
        notes.tell('duplicate_call', `call ${printable(head.callId)} was opened twice; the first one counts`, line);
        return;
      }
      remembered.delete(head.callId);
      open.set(head.callId, { ...head, calledMs: timeMs, hasTurnEnded: false });
      weigh(head.arguments);
      keepSmall();
    },
    complete(callId, item) {
      const call = open.get(callId);
      if (call === undefined) {
        if (!remembered.has(callId)) {
          notes.count(
            'item_without_call',
            '',
            (number) => `${number} tool items belong to no call in this file; no event`,
          );
        }
        return;
      }
      if (call.item !== undefined) return;
      call.item = item;
      weigh(item.printed);
      if (call.output === undefined) finished.push(call);
      else if (!finished.includes(call)) finishCall(call, successOf(call));
      keepSmall();
    },
    answer(callId, output, timeMs, line) {
      const call = open.get(callId);
      if (call === undefined && !remembered.has(callId)) {
        notes.tell(
          'output_without_call',
          `the output of call ${printable(callId)} has no call before it; no event`,
          line,
        );
      } else if (call === undefined || call.output !== undefined) {
        notes.tell('duplicate_output', `call ${printable(callId)} was answered twice; the first answer counts`, line);
      } else if (isAbortedOutput(output.text)) {
        notes.tell(
          'aborted_call',
          `call ${printable(callId)} was interrupted by the user; Codex tells no result`,
          line,
        );
        finished = finished.filter((other) => other !== call);
        forget(call);
        advance();
      } else {
        call.output = output;
        call.answeredMs = timeMs;
        if (responseEndedMs !== undefined) call.responseEndedMs = responseEndedMs;
        weigh(output.text);
        if (!finished.includes(call)) finished.push(call);
        advance();
        keepSmall();
      }
    },
    responseEnded(timeMs) {
      responseEndedMs = timeMs;
    },
    turnStarted() {
      unblock();
    },
    turnEnded() {
      unblock();
      for (const call of open.values()) call.hasTurnEnded = true;
    },
    restart() {
      unblock();
      lastNumber = 0;
    },
    stopCounting() {
      isCounting = false;
    },
    finish() {
      unblock();
      for (const call of [...open.values()]) {
        if (call.output !== undefined) finishCall(call, successAtEnd(call));
        else notes.tell('unanswered_call', `call ${printable(call.callId)} has no output in this file; no event`);
      }
    },
  };
}
