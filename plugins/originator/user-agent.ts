/** The user agent of requests to the model: the originator, its version, the system, the terminal, and who asked for it. */
import { identifySystem, isLegalHeaderValue, type SystemSource } from '../../core/index.js';
import { clientOf, originatorOf } from './state.js';

/** What is said beside the originator. */
export interface UserAgentOptions {
  /** The version of the host. */
  readonly version: string;
  /** Default: this system. */
  readonly system?: SystemSource;
  /** As `process.arch`; default: that. */
  readonly architecture?: string;
}

/**
 * `ORIGINATOR/VERSION (OS OS_VERSION; ARCHITECTURE) TERMINAL`, and behind it the suffix of the bus in parentheses, where one is set.
 * Characters that cannot stand in a header become `_`; where that is not enough, the suffix goes, and then everything but the originator.
 * Before `bus.ready` neither the environment's override nor the terminal is known.
 */
export function userAgentOf(bus: object, options: UserAgentOptions): string {
  const originator = originatorOf(bus);
  const { suffix, terminal } = clientOf(bus);
  const { os, version } = identifySystem(options.system);
  const system = `${os || 'unknown'} ${version || 'unknown'}; ${architectureName(options)}`;
  const plain = `${originator}/${options.version} (${system}) ${terminal}`;
  const whole = suffix === undefined ? plain : `${plain} (${suffix})`;
  return [whole, whole.replace(/[^ -~]/gu, '_'), plain].find(isLegalHeaderValue) ?? originator;
}

/** As the makers of systems write it. */
function architectureName({ architecture = process.arch, system }: UserAgentOptions): string {
  if (architecture === 'x64') return 'x86_64';
  const isApple = (system?.platform ?? process.platform) === 'darwin';
  return architecture === 'arm64' && !isApple ? 'aarch64' : architecture || 'unknown';
}

/** What the environment says of the terminal. */
export function terminalIn(env: Readonly<Record<string, string | undefined>>): string {
  const { TERM_PROGRAM: program, TERM_PROGRAM_VERSION: version, TERM: kind } = env;
  const name = program ? [program, version].filter(Boolean).join('/') : kind;
  return name?.replace(/[^A-Za-z0-9._/-]/gu, '_') || 'unknown';
}
