/** `codexotel replay`: emits the sessions of Codex rollout files as typed events, with their own times and ids. */
import { access, constants, stat } from 'node:fs/promises';
import { parseFeedArguments } from './arguments.js';
import { isReadError, UsageError } from './exit-codes.js';
import { type Feed, feeding } from './feed.js';
import { openRollout, readRollout } from './rollout/index.js';
import { tell } from './tell.js';

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
  let isFolder: boolean;
  try {
    isFolder = (await stat(file)).isDirectory();
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be read; check the name and its permissions`, { cause: error });
  }
  if (isFolder) throw new UsageError(`${file} is a folder; name the rollout files in it`);
}

async function replayFile(file: string, feed: Feed, isNamed: boolean): Promise<void> {
  const say = (message: string): void => tell(isNamed ? `${file}: ${message}` : message);
  try {
    for await (const item of readRollout(openRollout(file))) {
      if (item.kind === 'session') await feed.session(item.facts);
      else if (item.kind === 'event') await feed.event({ name: item.name, fields: item.fields, timeMs: item.timeMs });
      else {
        say(item.message);
        if (item.code === 'compressed_file') feed.breakOff();
      }
    }
  } catch (error) {
    if (!isReadError(error)) throw error;
    feed.breakOff();
    say('the file could not be read to its end; what was read before is sent');
  }
}
