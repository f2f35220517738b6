/** The steps of a recovery, their outcomes and their reasons, as Codex has them. */
import { deepEqual, equal } from 'node:assert/strict';
import { authModes } from '../../../core/index.js';
import {
  type AuthManager,
  type ManagedAuth,
  PermanentAuthError,
  type ReloadResult,
  UnauthorizedRecovery,
} from '../../../plugins/auth-401/index.js';

const managed = (own: Partial<ManagedAuth> = {}): ManagedAuth => ({
  mode: 'managed',
  authMode: 'chatgpt',
  reload: () => 'unchanged',
  refreshToken: () => undefined,
  ...own,
});

const failing = (error: Error) => () => {
  throw error;
};

/** Steps in short: phase, outcome, and what else was said. */
async function stepsOf(manager: AuthManager | undefined, count: number): Promise<string[]> {
  const recovery = new UnauthorizedRecovery(manager);
  const told: string[] = [];
  for (let at = 0; at < count; at++) {
    const next = `${recovery.mode} ${recovery.phase}`;
    const step = await recovery.next();
    equal(`${step['auth.mode']} ${step['auth.step']}`, next);
    const more = [step['auth.recovery_reason'], step['auth.state_changed']].filter((said) => said !== undefined);
    told.push([next, step['auth.outcome']?.replace('recovery_', ''), ...more].join(' '));
  }
  return told;
}

describe('auth-401: recovery', () => {
  const cases: ReadonlyArray<readonly [title: string, manager: AuthManager | undefined, steps: readonly string[]]> = [
    [
      'managed: reload, refresh_token, done',
      managed(),
      [
        'managed reload succeeded false',
        'managed refresh_token succeeded true',
        'managed done not_run recovery_exhausted',
      ],
    ],
    [
      'managed: a reload that found another login',
      managed({ reload: () => 'changed' }),
      ['managed reload succeeded true'],
    ],
    [
      'managed: another account is left alone, for good',
      managed({ reload: (): ReloadResult => 'other_account' }),
      ['managed reload failed_permanent', 'managed done not_run recovery_exhausted'],
    ],
    [
      'managed: a refresh that had nothing to do',
      managed({ refreshToken: () => 'unchanged' }),
      ['managed reload succeeded false', 'managed refresh_token succeeded'],
    ],
    [
      'managed: a refresh that cannot be helped',
      managed({ refreshToken: failing(new PermanentAuthError('revoked')) }),
      [
        'managed reload succeeded false',
        'managed refresh_token failed_permanent',
        'managed done not_run recovery_exhausted',
      ],
    ],
    [
      'managed: a refresh that failed for now',
      managed({ refreshToken: () => Promise.reject(new Error('ECONNRESET')) }),
      ['managed reload succeeded false', 'managed refresh_token failed_transient'],
    ],
    [
      'external: external_refresh, done',
      { mode: 'external', refresh: () => Promise.resolve() },
      ['external external_refresh succeeded true', 'external done not_run recovery_exhausted'],
    ],
    [
      'external: an application that fails',
      { mode: 'external', refresh: failing(new Error('no')) },
      ['external external_refresh failed_transient'],
    ],
    ['external: nobody can be asked', { mode: 'external' }, ['external external_refresh not_run no_external_auth']],
    ['none: nobody leads', undefined, ['none none not_run auth_manager_missing']],
    [
      'an API key: reload of managed, not run',
      managed({ authMode: 'apikey' }),
      ['managed reload not_run not_chatgpt_auth', 'managed reload not_run not_chatgpt_auth'],
    ],
    [
      'a personal access token: not refreshable',
      managed({ authMode: 'personalAccessToken' }),
      ['managed reload not_run not_refreshable_auth'],
    ],
    ['no login at all', managed({ authMode: undefined }), ['managed reload not_run not_chatgpt_auth']],
  ];
  for (const [title, manager, steps] of cases)
    it(title, async () => deepEqual(await stepsOf(manager, steps.length), steps));

  it('is managed for these modes alone', () => {
    const ready = Object.entries(authModes).flatMap(([mode, { recovery }]) => (recovery === 'ready' ? [mode] : []));
    deepEqual(ready, ['chatgpt', 'chatgptAuthTokens']);
  });

  it('joins a step that is under way for another request, and takes the next one anew', async () => {
    let refreshes = 0;
    const manager = managed({ refreshToken: () => new Promise((resolve) => setTimeout(resolve, 5, ++refreshes)) });
    const steps = await Promise.all([stepsOf(manager, 2), stepsOf(manager, 2), stepsOf(manager, 2)]);
    for (const step of steps) equal(step[1], 'managed refresh_token succeeded true');
    equal(refreshes, 1);
    await stepsOf(manager, 2);
    equal(refreshes, 2);
  });
});
