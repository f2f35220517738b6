/** The plugins that come with the package, by whose own schemas their options are described. */
import type { Plugin } from '../../core/index.js';
import { auth401 } from '../../plugins/auth-401/index.js';
import { originator } from '../../plugins/originator/index.js';
import { redaction } from '../../plugins/redaction/index.js';
import { sentryFeedback } from '../../plugins/sentry-feedback/index.js';
import { statsig } from '../../plugins/statsig/index.js';

/** In the order in which they run by default. The options of `otlp` stand in the `otel` table. */
export const plugins: ReadonlyArray<Pick<Plugin, 'name' | 'options'>> = [
  originator,
  auth401,
  redaction,
  { name: 'otlp' },
  statsig,
  sentryFeedback,
];
