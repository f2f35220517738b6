/** The tables of docs/bug-reports.md, made of what the sources go by. */
import { authModes } from '../../core/auth/modes.js';
import { type Source, tagRules } from '../../plugins/auth-401/tags.js';
import { code, toTable } from './markdown.js';

const wordsOf = (source: Source | undefined): string => {
  if (source === undefined) return '';
  return typeof source === 'string' ? code(source) : source.says;
};

/** By the name of the block. */
export const makeBugReportBlocks = (): Readonly<Record<string, string>> => ({
  'auth-tags': toTable(
    [
      'tag',
      'a request, or a connection',
      'a request over a WebSocket',
      'a 401',
      'a step of recovery',
      'in Codex’s form',
    ],
    tagRules.map(({ tag, request, message, refusal, recovery, isBare }) => [
      code(tag),
      ...[request, message, refusal, recovery].map(wordsOf),
      isBare ? 'bare' : 'in quotes',
    ]),
  ),
  'auth-modes': toTable(
    ['mode', '`auth_mode`', '`isChatgptAuth`', '`usesCodexBackend`', 'login by', 'recovery from a 401'],
    Object.entries(authModes).map(([mode, { telemetry, isChatgptAuth, usesCodexBackend, loginBy, recovery }]) => [
      code(mode),
      code(telemetry),
      String(isChatgptAuth),
      String(usesCodexBackend),
      loginBy,
      recovery === 'ready' ? 'managed' : code(recovery),
    ]),
  ),
});
