/** Which keys stand in the environment: never a value, and never the name of a variable that a configuration chose. */
import type { AuthEnvironment } from '../../core/index.js';

/** What a host knows that its environment does not say. */
export interface AuthEnvOptions {
  /** The name of the variable in which the provider's key is looked for, where a configuration names one. It is never told. */
  readonly providerKeyVariable?: string | undefined;
  /** Whether the host honours `CODEX_API_KEY`; default false. */
  readonly isCodexApiKeyEnabled?: boolean;
}

/** For `session.withAuthEnv`. A variable counts as present when it is set and not blank. Never throws. */
export function authEnvFacts(
  env: Readonly<Record<string, string | undefined>>,
  { providerKeyVariable, isCodexApiKeyEnabled = false }: AuthEnvOptions = {},
): AuthEnvironment {
  return {
    'auth.env_openai_api_key_present': isPresent(env, 'OPENAI_API_KEY'),
    'auth.env_codex_api_key_present': isPresent(env, 'CODEX_API_KEY'),
    'auth.env_codex_api_key_enabled': isCodexApiKeyEnabled,
    ...(providerKeyVariable !== undefined && {
      'auth.env_provider_key_name': 'configured',
      'auth.env_provider_key_present': isPresent(env, providerKeyVariable),
    }),
    'auth.env_refresh_token_url_override_present': isPresent(env, 'CODEX_REFRESH_TOKEN_URL_OVERRIDE'),
  };
}

function isPresent(env: unknown, name: string): boolean {
  const value: unknown = typeof env === 'object' && env !== null && Object.hasOwn(env, name) && Reflect.get(env, name);
  return typeof value === 'string' && value.trim() !== '';
}
