/** Which plugins go on as they are under a new configuration: those that keep something in mind, and for whom nothing changed. */

import type { Candidate } from './candidates.js';
import type { Environment } from './config/env.js';
import type { Installed } from './install.js';

// Only a reload needs it.
const { isDeepStrictEqual } = process.getBuiltinModule('node:util');

/**
 * Finds the running plugin for a candidate. One with a sink is always set up anew, since its certificates may have changed; so is
 * every plugin when the environment changed.
 */
export function findUnchanged(
  running: readonly Installed[],
  before: Environment,
  after: Environment,
): (candidate: Candidate) => Installed | undefined {
  if (!isDeepStrictEqual({ ...before }, { ...after })) return () => undefined;
  return ({ name, options }) =>
    running.find(
      (installed) =>
        installed.plugin.name === name && installed.sinks.length === 0 && isDeepStrictEqual(installed.options, options),
    );
}
