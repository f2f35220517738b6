/** `codexotel emit`: any program, in any language, feeds the bus by JSON lines on stdin. */
import { parseFeedArguments } from './arguments.js';
import { type Complaints, createComplaints } from './complaints.js';
import { takeLine } from './emit-line.js';
import { isReadError, UsageError } from './exit-codes.js';
import { type Feed, feeding } from './feed.js';
import { lineTooLong, readLines } from './lines.js';
import { tell } from './tell.js';

/** Most bytes of one line; the rollouts of Codex are read with the same bound. */
const maxLineBytes = 64 * 1_024 * 1_024;

/** Emits what stdin says, line by line. A line that cannot be used is told with its number and skipped. */
export async function emit(args: readonly string[]): Promise<number> {
  const options = parseFeedArguments(args);
  if (options.files.length > 0) throw new UsageError('emit reads stdin and takes no file');
  return feeding(options, async (feed) => {
    const complaints = createComplaints();
    try {
      await takeLines(feed, complaints);
    } catch (error) {
      if (!isReadError(error)) throw error;
      feed.breakOff();
      tell('stdin could not be read to its end; what was read before is sent');
    }
    complaints.finish();
  });
}

async function takeLines(feed: Feed, complaints: Complaints): Promise<void> {
  let number = 0;
  for await (const line of readLines(process.stdin, maxLineBytes)) {
    number++;
    const complain = complainAbout(number, complaints);
    if (line === lineTooLong) complain(`it is longer than ${maxLineBytes} bytes; it was skipped`);
    else if (line.trim() !== '') await takeLine(line, feed, complain, complaints.addUnknownName);
  }
}

const complainAbout =
  (number: number, complaints: Complaints) =>
  (problem: string): void =>
    complaints.add(number, problem);
