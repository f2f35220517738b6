/** `codex.process.start`: that a process began, once, under an originator of a closed list. */
import { sanitizeMetricTagValue } from '../catalogue/metric-tag.js';
import type { MetricsClient } from './client.js';

/** The originators that metrics of a process may name. */
const known: ReadonlySet<string> = new Set([
  'codex_desktop',
  'codex-app-server',
  'codex_mcp_server',
  'codex_cli_rs',
  'codex-tui',
  'codex_vscode',
  'none',
  'codex_exec',
  'codex-cli',
  'codex_sdk_ts',
  'codex-app-server-sdk',
]);

/** The originator as a tag of a process: made legal, and `other` unless it is known, so that it has few values. */
export function boundedOriginator(originator: string): string {
  const tag = sanitizeMetricTagValue(originator);
  return known.has(tag) ? tag : 'other';
}

let isRecorded = false;

/** Records that this process began; says whether it did. The second time in a process it does nothing, whatever came of the first. */
export function recordProcessStartOnce(metrics: MetricsClient, originator: string): boolean {
  if (isRecorded) return false;
  isRecorded = true;
  metrics.counter('codex.process.start', 1, { originator: boundedOriginator(originator) });
  return true;
}
