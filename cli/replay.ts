/** `codexotel replay`: emits the sessions of Codex rollout files as typed events, with their own times and ids. */
import { access, constants } from 'node:fs/promises';
import { parseFeedArguments } from './arguments.js';
import { UsageError } from './exit-codes.js';
import { type Feed, feeding, tell } from './feed.js';
import { openRollout, readRollout } from './rollout/index.js';

/** Replays the files one after the other into one bus. */
export async function replay(args: readonly string[]): Promise<number> {
  const options = parseFeedArguments(args);
  if (options.files.length === 0) throw new UsageError('replay needs at least one rollout file');
  await Promise.all(options.files.map(checkReadable));
  return feeding(options, async (feed) => {
    for (const file of options.files) await replayFile(file, feed, options.files.length > 1);
  });
}

async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be read; check the name and its permissions`, { cause: error });
  }
}

async function replayFile(file: string, feed: Feed, isNamed: boolean): Promise<void> {
  try {
    for await (const item of readRollout(openRollout(file))) {
      if (item.kind === 'session') await feed.session(item.facts);
      else if (item.kind === 'event') await feed.event({ name: item.name, fields: item.fields, timeMs: item.timeMs });
      else tell(isNamed ? `${file}: ${item.message}` : item.message);
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UsageError(`${file} cannot be read to its end; is it a file?`, { cause: error });
  }
}
