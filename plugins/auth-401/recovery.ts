/** Recovery from a 401, step by step: which step is next, what came of it, and when there is nothing left to try. */
import { type AuthMode, authModes, type CodexEvents, type FieldsOf } from '../../core/index.js';

/** What came of reading the stored login again. `other_account`: somebody else is logged in there now, so that it was left alone. */
export type ReloadResult = 'changed' | 'unchanged' | 'other_account';

/** A host that holds its login itself. */
export interface ManagedAuth {
  readonly mode: 'managed';
  /** Only `chatgpt` and `chatgptAuthTokens` can be recovered; a 401 of any other is told, and nothing is tried. */
  readonly authMode: AuthMode | undefined;
  /** First: reads the stored login again, if it is still of the account that the process started with. */
  reload(): Promise<ReloadResult> | ReloadResult;
  /** Then: refreshes the tokens. If it says `'unchanged'`, there was nothing to do. */
  refreshToken(): unknown;
}

/** A host whose login comes from an application around it. */
export interface ExternalAuth {
  readonly mode: 'external';
  /** Asks for another login, once for a 401; absent: nobody can be asked. */
  readonly refresh?: () => unknown;
}

/** Who leads the recovery. */
export type AuthManager = ManagedAuth | ExternalAuth;

/** A step that ended, by the wire names of `codex.auth_recovery`. */
export type RecoveryStep = Pick<
  FieldsOf<CodexEvents['codex.auth_recovery']>,
  'auth.mode' | 'auth.step' | 'auth.outcome' | 'auth.recovery_reason' | 'auth.state_changed'
>;

type Reason = NonNullable<RecoveryStep['auth.recovery_reason']>;
type Phase = 'reload' | 'refresh_token' | 'external_refresh' | 'done' | 'none';

/** To be thrown by a step that no further try can help, such as a refresh token that was revoked. Any other error counts as passing. */
export class PermanentAuthError extends Error {
  override readonly name = 'PermanentAuthError';
}

/**
 * The recovery of one request: make one for each request, and call `next` for each 401 that it gets. Managed, the steps are `reload`
 * and `refresh_token`; external, `external_refresh`; then it is `done`. After a step that succeeded the request is worth
 * sending again. Requests that fail together share a step that is under way, since a refresh token may be good for one use.
 */
export class UnauthorizedRecovery {
  readonly #manager: AuthManager | undefined;
  #phase: Phase;

  /** Without a manager nothing can be tried. */
  constructor(manager: AuthManager | undefined) {
    this.#manager = manager;
    this.#phase = firstPhase(manager);
  }

  /** Whether `next` would try something. */
  get hasNext(): boolean {
    return this.#reason === 'ready';
  }

  /** The mode and the step that `next` would report. */
  get mode(): 'managed' | 'external' | 'none' {
    return this.#manager?.mode ?? 'none';
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Takes the next step, and says what came of it. Never rejects: what a step throws is its failure. */
  async next(): Promise<RecoveryStep> {
    const taken = { 'auth.mode': this.mode, 'auth.step': this.#phase };
    const reason = this.#reason;
    if (reason !== 'ready') {
      return { ...taken, 'auth.outcome': 'recovery_not_run', 'auth.recovery_reason': reason };
    }
    try {
      const hasChanged = await this.#take();
      return {
        ...taken,
        'auth.outcome': 'recovery_succeeded',
        ...(hasChanged !== undefined && { 'auth.state_changed': hasChanged }),
      };
    } catch (error) {
      const isPermanent = error instanceof PermanentAuthError;
      return { ...taken, 'auth.outcome': isPermanent ? 'recovery_failed_permanent' : 'recovery_failed_transient' };
    }
  }

  get #reason(): Reason {
    const manager = this.#manager;
    if (!manager) return 'auth_manager_missing';
    if (manager.mode === 'external' && !manager.refresh) return 'no_external_auth';
    if (manager.mode === 'managed') {
      const recovery = manager.authMode === undefined ? 'not_chatgpt_auth' : authModes[manager.authMode]?.recovery;
      if (recovery !== 'ready') return recovery ?? 'not_chatgpt_auth';
    }
    return this.#phase === 'done' ? 'recovery_exhausted' : 'ready';
  }

  /** Whether the login is another one than before; `undefined`: there was nothing to do. */
  async #take(): Promise<boolean | undefined> {
    const manager = this.#manager;
    if (manager?.mode === 'external') {
      this.#phase = 'done';
      await shared(manager, 'external_refresh', () => manager.refresh?.());
      return true;
    }
    if (!manager) return undefined;
    if (this.#phase === 'reload') {
      const result = await shared(manager, 'reload', () => manager.reload());
      this.#phase = result === 'other_account' ? 'done' : 'refresh_token';
      if (result === 'other_account') throw new PermanentAuthError('another account is logged in');
      return result === 'changed';
    }
    this.#phase = 'done';
    const result: unknown = await shared(manager, 'refresh_token', () => manager.refreshToken());
    return result === 'unchanged' ? undefined : true;
  }
}

function firstPhase(manager: AuthManager | undefined): Phase {
  if (!manager) return 'none';
  return manager.mode === 'external' ? 'external_refresh' : 'reload';
}

const underWay = new WeakMap<AuthManager, Map<Phase, Promise<unknown>>>();

/** Joins the step of that name that is under way, or begins it. */
function shared<T>(manager: AuthManager, phase: Phase, take: () => Promise<T> | T): Promise<Awaited<T>> {
  const steps = underWay.get(manager) ?? new Map<Phase, Promise<unknown>>();
  underWay.set(manager, steps);
  const running = steps.get(phase);
  if (running) return running as Promise<Awaited<T>>;
  const step = (async () => await take())().finally(() => steps.delete(phase));
  steps.set(phase, step);
  return step as Promise<Awaited<T>>;
}
