/** The reader of Codex's session files: lines of a `rollout-*.jsonl` in, typed session events out. It knows no bus. */
import { FILE_COMPRESSED } from './lines.js';
import { createNotes } from './notes.js';
import { parseLine } from './record.js';
import { createTranslator } from './translate.js';
import { DEFAULT_LIMITS, type RolloutItem, type RolloutLimits } from './types.js';

export { type OpenRolloutOptions, openRollout } from './lines.js';
export type {
  RolloutEvent,
  RolloutEventName,
  RolloutFacts,
  RolloutFields,
  RolloutItem,
  RolloutLimits,
  RolloutNote,
  RolloutNoteCode,
  RolloutSession,
} from './types.js';

/**
 * Yields what the lines hold, roughly in time order (every event carries its own time), and holds back only a tool result
 * whose success is not decided yet. No content of a line can make it throw: what cannot be read is a note, and the good
 * lines around it are told. It rejects only when `lines` itself does.
 *
 * `options` are limits; what is not given keeps its default.
 */
export async function* readRollout(
  lines: AsyncIterable<string> | Iterable<string>,
  options: Partial<RolloutLimits> = {},
): AsyncGenerator<RolloutItem> {
  const limits: RolloutLimits = { ...DEFAULT_LIMITS, ...options };
  const found: RolloutItem[] = [];
  const emit = (item: RolloutItem): void => void found.push(item);
  const notes = createNotes(emit, limits.maxNotesPerCode);
  const translator = createTranslator(emit, notes, limits);
  let line = 0;
  for await (const raw of lines) {
    line += 1;
    const text = line === 1 && typeof raw === 'string' && raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
    if (text === FILE_COMPRESSED) {
      notes.tell(
        'compressed_file',
        'the file is compressed; unpack it first (`zstd -d FILE`) and give the .jsonl',
        line,
      );
      continue;
    }
    if (typeof text === 'string' && text.trim() === '') continue;
    const parsed = parseLine(text, limits.maxLineLength);
    if (parsed.ok) translator.read(parsed.record, line);
    else notes.tell('damaged_line', `line ${line} was skipped: ${parsed.why}`, line);
    yield* found.splice(0);
  }
  translator.finish();
  notes.finish();
  yield* found.splice(0);
}
