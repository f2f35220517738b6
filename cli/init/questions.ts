/** Questions on a terminal: each is asked until its answer can be taken; leaving the terminal ends them. */
import { createInterface } from 'node:readline/promises';

/** Where answers come from and questions go. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What an answer means, or why it cannot be taken. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** Asks one question. */
export type Ask = <T>(question: string, read: (answer: string) => Reading<T>) => Promise<T>;

/** Runs with a way to ask. Returns nothing when the input ends, or Ctrl-C is pressed, before the last answer. */
export async function withQuestions<T>(
  { input, output }: Terminal,
  run: (ask: Ask) => Promise<T>,
): Promise<T | undefined> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  const ask: Ask = async (question, read) => {
    for (;;) {
      const reading = read((await lines.question(question, { signal: ended.signal })).trim());
      if ('value' in reading) return reading.value;
      output.write(`  ${reading.problem}\n`);
    }
  };
  try {
    return await run(ask);
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    output.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
}
