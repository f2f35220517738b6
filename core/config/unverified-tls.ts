/** A variable that makes Node take any certificate: it has no effect here, which whoever set it should know. */
import type { Mistake } from '../errors.js';
import type { Environment } from './env.js';
import { says, toMistake } from './finding.js';
import type { Configuration } from './schema.js';

const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** Told where something may leave over TLS. */
export function tellUnverifiedTls(env: Environment, { isEnabled, isClosed, otel }: Configuration): readonly Mistake[] {
  if (env[variable] !== '0' || !isEnabled || isClosed) return [];
  const exporters = [otel.exporter, otel.traceExporter, otel.metricsExporter];
  if (!exporters.some((exporter) => exporter === 'statsig' || isSecure(exporter))) return [];
  const message = says(
    'is 0 and has no effect here: certificates are verified',
    'name the authority of your collector in tls.ca-certificate, and remove the variable',
  );
  return [toMistake(variable, { path: [], message })];
}

const isSecure = (exporter: Configuration['otel']['exporter']): boolean =>
  typeof exporter === 'object' && Object.values(exporter).some(({ endpoint }) => /^https:/i.test(endpoint));
