/** Reading a configuration file of Codex: its `[otel]` table, and what of the rest bears on telemetry. */
import { isMapping, parseText, readSmallFile } from '../../core/config/index.js';
import { UsageError } from '../exit-codes.js';
import type { OtelTable } from './rc-text.js';

/** What was found. */
export interface CodexFile {
  /** Absent: the file has none. */
  readonly otel: OtelTable | undefined;
  readonly hasProfiles: boolean;
  /** `[analytics] enabled = false`: Codex then sends no metrics at all, wherever they should go. */
  readonly isAnalyticsOff: boolean;
}

/** Reads the file. Throws `UsageError`; its message repeats nothing of the text. */
export async function readCodexFile(file: string): Promise<CodexFile> {
  const read = readSmallFile(file);
  if ('message' in read) throw new UsageError(`--from: ${file} ${read.message}`);
  const parsed = await parseText('config.toml', read.text);
  if ('message' in parsed) throw new UsageError(`--from: ${file} ${parsed.message}`);
  const said = isMapping(parsed.said) ? parsed.said : {};
  const { otel, profiles, analytics } = said;
  if (otel !== undefined && !isMapping(otel)) throw new UsageError(`--from: otel in ${file} must be a table`);
  return {
    otel,
    hasProfiles: isMapping(profiles) && Object.keys(profiles).length > 0,
    isAnalyticsOff: isMapping(analytics) && analytics.enabled === false,
  };
}
