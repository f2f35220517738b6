/** Which originators are clients of Codex's own makers. */

const firstParty: ReadonlySet<string> = new Set(['codex_cli_rs', 'codex-tui', 'codex_vscode']);
const firstPartyChat: ReadonlySet<string> = new Set(['codex_atlas', 'codex_chatgpt_desktop']);

/** `codex_cli_rs`, `codex-tui`, `codex_vscode`, and what begins with `Codex` and a space. */
export const isFirstPartyOriginator = (originator: string): boolean =>
  firstParty.has(originator) || originator.startsWith('Codex ');

/** `codex_atlas` and `codex_chatgpt_desktop`. */
export const isFirstPartyChatOriginator = (originator: string): boolean => firstPartyChat.has(originator);
