/** The environment of a child process: the caller's, without anything that could configure the child. */

const configuring = /^(OTEL_|CODEX|DO_NOT_TRACK$|STATSIG|HOME$|USERPROFILE$|XDG_CONFIG_HOME$)/;

/** The caller's variables but for those, and then `extra`. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !configuring.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}
