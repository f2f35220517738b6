/** The event of a step that tried to recover from a 401. */
import { recoveryMode, recoveryPhase, responseDebugFields } from './auth-fields.js';
import { declareEvent } from './define.js';
import { fact } from './field.js';

/** One recovery step; `auth.mode` is here the mode of the recovery, not of the login. */
export const authRecovery = declareEvent(
  {
    'auth.mode': recoveryMode,
    'auth.step': recoveryPhase,
    'auth.outcome': fact.oneOf(
      'recovery_succeeded',
      'recovery_failed_permanent',
      'recovery_failed_transient',
      'recovery_not_run',
    ),
    ...responseDebugFields,
    /** Why nothing was tried; only with `recovery_not_run`. */
    'auth.recovery_reason': fact.oneOf(
      'auth_manager_missing',
      'no_external_auth',
      'not_chatgpt_auth',
      'not_refreshable_auth',
      'ready',
      'recovery_exhausted',
    ),
    'auth.state_changed': fact.boolean,
  },
  { lanes: ['log', 'trace'], isKeptLonger: () => true },
);
